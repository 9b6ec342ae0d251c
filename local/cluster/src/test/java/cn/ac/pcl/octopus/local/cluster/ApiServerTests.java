package cn.ac.pcl.octopus.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerTests {
    @TempDir private Path directory;

    @Test
    void findsItsObjectsAndItsTokenAgainAfterARestart() {
        ConfigMap kept =
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("kept")
                        .withNamespace("default")
                        .endMetadata()
                        .addToData("a", "b")
                        .build();
        String token;
        try (ApiServer server = ApiServer.start(ApiServerOptions.in(directory));
                KubernetesClient client = client(server)) {
            token = server.token();
            kept = client.resource(kept).create();
        }
        try (ApiServer server = ApiServer.start(ApiServerOptions.in(directory));
                KubernetesClient client = client(server)) {
            assertThat(server.token()).isEqualTo(token);
            assertThat(client.resource(kept).get()).isEqualTo(kept);
        }
    }

    static KubernetesClient client(ApiServer server) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
    }
}
