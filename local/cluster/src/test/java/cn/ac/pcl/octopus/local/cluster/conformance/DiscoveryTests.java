package cn.ac.pcl.octopus.local.cluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

/** What a client learns before it asks for objects, and who may ask. */
class DiscoveryTests extends Scenario {

    @Test
    void tellsWhatItServes() {
        assertThat(cluster.get("/api").at("versions").toString()).contains("v1");
        assertThat(cluster.get("/apis").at("groups").toString())
                .contains("coordination.k8s.io", "apiextensions.k8s.io");
        assertThat(cluster.get("/api/v1").at("resources").toString())
                .contains("pods/binding", "pods/log", "namespaces/status", "configmaps");
        assertThat(cluster.get("/version").text("major")).isEqualTo("1");
        assertThat(cluster.get("/healthz").body().asString()).isEqualTo("ok");
    }

    @Test
    void admitsOnlyWhoHasAToken() {
        try (KubernetesClient stranger = cluster.stranger()) {
            assertThatThrownBy(() -> stranger.pods().inAnyNamespace().list())
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            e -> assertThat(e.getCode()).isIn(401, 403));
        }
    }
}
