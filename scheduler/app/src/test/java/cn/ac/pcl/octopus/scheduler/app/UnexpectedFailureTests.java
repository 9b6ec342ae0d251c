package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whoever waits for an answer gets one, also when a call ends as nobody thought it could. */
class UnexpectedFailureTests {
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void anUnreadableListIsAskedForAgain() throws Exception {
        var second = new CompletableFuture<Integer>();
        try (var gate = new Gate(() -> true, 1, 100)) {
            new KubernetesBoundPods(unreadable(second), gate).read(pods -> {});
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void aBindingThatBreaksHasFailed() throws Exception {
        var outcome = new CompletableFuture<Binder.Outcome>();
        var client =
                client(() -> {
                    throw new StackOverflowError("in a client");
                });
        try (var gate = new Gate(() -> true, 1, 100)) {
            new KubernetesBinder(client, "octopus", new SimpleMeterRegistry(), gate, gate)
                    .bind(
                            new PodId("n", "p", "u"),
                            "node",
                            (pod, node, how) -> outcome.complete(how));
            assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(Binder.Outcome.FAILED);
        }
    }

    @Test
    void aStatusThatCouldNotBeWrittenIsWrittenAgain() throws Exception {
        var second = new CompletableFuture<Integer>();
        var group = new PodGroup();
        group.setMetadata(
                new ObjectMetaBuilder().withName("g").withNamespace("n").withUid("u").build());
        try (var gate = new Gate(() -> true, 1, 100)) {
            new KubernetesStatusWriter(unreadable(second), "octopus", gate)
                    .write(group, new PodGroupStatus(PodGroupPhase.INQUEUE, List.of(), 0, 0, 0));
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void aPodThatCouldNotBeDeletedIsDeletedAgain() throws Exception {
        var second = new CompletableFuture<Integer>();
        try (var gate = new Gate(() -> true, 1, 100)) {
            new KubernetesBinder(
                            unreadable(second), "octopus", new SimpleMeterRegistry(), gate, gate)
                    .delete(new PodId("n", "p", "u"), "a test");
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    /** A client whose answers break; it says when it was called for the second time. */
    private KubernetesClient unreadable(CompletableFuture<Integer> second) {
        return client(() -> {
            if (calls.incrementAndGet() == 2) {
                second.complete(calls.get());
            }
            throw new IllegalStateException("an object that nobody can read");
        });
    }

    /** A client of which every call ends so. */
    private static KubernetesClient client(Runnable end) {
        return (KubernetesClient)
                Proxy.newProxyInstance(
                        KubernetesClient.class.getClassLoader(),
                        new Class<?>[] {KubernetesClient.class},
                        (proxy, method, arguments) -> {
                            end.run();
                            return null;
                        });
    }
}
