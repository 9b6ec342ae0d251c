package cn.ac.pcl.octopus.local.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.ApiServer;
import cn.ac.pcl.octopus.local.cluster.ApiServerOptions;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.Test;

class PodRecordTests {
    /** Whoever thinks that the end of a pod is known looks at it again after minutes only. */
    @Test
    void knowsThatTheLastStatusWasNotTaken() {
        var server = ApiServer.start(ApiServerOptions.inMemory());
        var config = Config.fromKubeconfig(server.kubeconfig());
        config.setRequestRetryBackoffLimit(0);
        try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
            var pod =
                    client.resource(
                                    new PodBuilder()
                                            .withNewMetadata()
                                            .withNamespace("default")
                                            .withName("p")
                                            .endMetadata()
                                            .withNewSpec()
                                            .addNewContainer()
                                            .withName("c")
                                            .withImage("i")
                                            .endContainer()
                                            .endSpec()
                                            .build())
                            .create();
            var record = new PodRecord(client, pod.getMetadata());
            assertThat(record.isReported()).isFalse();
            record.report(Json.object().put("phase", "Running"));
            assertThat(record.isReported()).isTrue();
            server.close();
            record.report(Json.object().put("phase", "Failed"));
            assertThat(record.isReported()).isFalse();
        }
    }
}
