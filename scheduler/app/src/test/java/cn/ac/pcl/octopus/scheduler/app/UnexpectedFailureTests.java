package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.scheduler.core.PodId;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
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
        var client =
                client(() -> {
                    if (calls.incrementAndGet() == 2) {
                        second.complete(calls.get());
                    }
                    throw new IllegalStateException("a pod that nobody can read");
                });
        try (var gate = new Gate(() -> true, 1, 100)) {
            new KubernetesBoundPods(client, gate).read(pods -> {});
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
