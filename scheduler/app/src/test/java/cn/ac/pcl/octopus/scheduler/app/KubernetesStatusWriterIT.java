package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.CustomResourceDefinitions;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupSpec;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.local.cluster.ApiServer;
import cn.ac.pcl.octopus.local.cluster.ApiServerOptions;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class KubernetesStatusWriterIT {
    private static final PodGroupCondition WAITS =
            new PodGroupCondition(
                    PodGroupCondition.UNSCHEDULABLE, "True", null, null, "capacity", "Too little.");

    @Test
    void clearsConditionsAndLeavesALaterGroupOfTheNameAlone() {
        try (ApiServer server = ApiServer.start(ApiServerOptions.inMemory());
                KubernetesClient client = client(Config.fromKubeconfig(server.kubeconfig()));
                Gate gate = new Gate(() -> true, 4, 1000)) {
            CustomResourceDefinitions.yaml().forEach(it -> client.resource(it).create());
            var writer = new KubernetesStatusWriter(client, "test", gate);
            PodGroup group = client.resource(group("")).create();
            Resource<PodGroup> stored =
                    client.resources(PodGroup.class).inNamespace("default").withName("one");

            writer.write(group, status(PodGroupPhase.PENDING, WAITS));
            stored.waitUntilCondition(
                    it -> it != null && !PodGroupStatus.of(it).conditions().isEmpty(),
                    20,
                    TimeUnit.SECONDS);
            writer.write(group, status(PodGroupPhase.INQUEUE));
            stored.waitUntilCondition(
                    it ->
                            it != null
                                    && PodGroupStatus.of(it).phase() == PodGroupPhase.INQUEUE
                                    && PodGroupStatus.of(it).conditions().isEmpty(),
                    20,
                    TimeUnit.SECONDS);

            writer.write(group("some-other-uid"), status(PodGroupPhase.UNKNOWN));
            writer.write(group, status(PodGroupPhase.RUNNING));
            stored.waitUntilCondition(
                    it -> it != null && PodGroupStatus.of(it).phase() == PodGroupPhase.RUNNING,
                    20,
                    TimeUnit.SECONDS);
        }
    }

    @Test
    void triesUntilTheServerTakesIt() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    boolean writes = exchange.getRequestMethod().equals("PATCH");
                    int code = writes && calls.incrementAndGet() < 3 ? 500 : 200;
                    byte[] body =
                            Serialization.asJson(group("uid")).getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(code, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        Config config = Config.empty();
        config.setMasterUrl("http://127.0.0.1:" + server.getAddress().getPort());
        try (KubernetesClient client = client(config);
                Gate gate = new Gate(() -> true, 1, 1000)) {
            new KubernetesStatusWriter(client, "test", gate)
                    .write(group("uid"), status(PodGroupPhase.INQUEUE));
            Awaitility.await().until(() -> calls.get() == 3);
        } finally {
            server.stop(0);
        }
        assertThat(calls).as("and no more").hasValue(3);
    }

    private static KubernetesClient client(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config).withRequestRetryBackoffLimit(0).build())
                .build();
    }

    private static PodGroup group(String uid) {
        PodGroup group = new PodGroup();
        group.setMetadata(
                new ObjectMetaBuilder()
                        .withName("one")
                        .withNamespace("default")
                        .withUid(uid.isEmpty() ? null : uid)
                        .build());
        group.setSpec(new PodGroupSpec(1, "pool", null, Map.of(), null));
        return group;
    }

    private static PodGroupStatus status(PodGroupPhase phase, PodGroupCondition... conditions) {
        return new PodGroupStatus(phase, List.of(conditions), 0, 0, 0);
    }
}
