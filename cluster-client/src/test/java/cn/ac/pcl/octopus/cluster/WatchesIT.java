package cn.ac.pcl.octopus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.ApiServer;
import cn.ac.pcl.octopus.local.cluster.ApiServerOptions;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class WatchesIT {
    private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
    private final Watches watches = new Watches();
    private ApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        server = ApiServer.start(ApiServerOptions.inMemory());
        client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                        .build();
        var _ =
                watches.add(
                        "config maps",
                        client.configMaps().inNamespace("default").withLabel("key"),
                        Duration.ZERO,
                        (ConfigMap map) -> Stream.of(map.getMetadata().getLabels().get("key")),
                        changes::add);
    }

    @AfterEach
    void stop() {
        watches.close();
        client.close();
        server.close();
    }

    @Test
    void tellsWhatAChangeConcernsBeforeAndAfterIt() throws InterruptedException {
        watches.start();
        ConfigMap map = client.resource(map("a", "1")).create();
        assertThat(next()).isEqualTo("a");
        client.resource(map("a", "2")).update();
        assertThat(next()).isEqualTo("a");
        client.resource(map("b", "2")).update();
        assertThat(next()).as("once for the change within a").isEqualTo("a");
        assertThat(next()).isEqualTo("b");
        client.resource(map).delete();
        assertThat(next()).isEqualTo("b");
    }

    @Test
    void isHealthyWhileEverythingIsListedAndTheServerAnswers() {
        var answers = new AtomicBoolean();
        try (var lookout = new Lookout(watches, answers::get, Clock.systemUTC())) {
            lookout.look();
            assertThat(lookout.health().getDetails().toString()).contains("config maps");
            watches.start();
            Awaitility.await().until(watches::isSynced);
            lookout.look();
            assertThat(lookout.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
            answers.set(true);
            lookout.look();
            assertThat(lookout.health().getStatus()).isEqualTo(Status.UP);
            answers.set(false);
            lookout.look();
            assertThat(lookout.health().getStatus()).as("for a while").isEqualTo(Status.UP);
        }
    }

    private static ConfigMap map(String key, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("one")
                .withLabels(Map.of("key", key))
                .endMetadata()
                .withData(Map.of("value", value))
                .build();
    }

    private String next() throws InterruptedException {
        return String.valueOf(changes.poll(20, TimeUnit.SECONDS));
    }
}
