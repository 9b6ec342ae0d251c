package cn.ac.pcl.octopus.local.cluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.conformance.ConformanceCluster.Answer;
import org.junit.jupiter.api.Test;

/** Volumes, claims, leases and events: what they need and what stays. */
class VolumeTests extends Scenario {

    @Test
    void keepsWhereAVolumeIs() {
        String volumes = "/api/v1/persistentvolumes";
        String body =
                """
                {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"%s"},
                 "spec":{%s"accessModes":["ReadWriteMany"],"storageClassName":"s","hostPath":{"path":"/x"}}}\
                """;
        assertRefused(
                cluster.post(volumes, body.formatted(namespace, "")), 422, "Invalid", "capacity");
        String capacity = "\"capacity\":{\"storage\":\"1Ti\"},";
        assertThat(cluster.post(volumes, body.formatted(namespace, capacity)).code())
                .isEqualTo(201);
        String volume = volumes + "/" + namespace;
        try {
            Answer moved = cluster.merge(volume, "{\"spec\":{\"hostPath\":{\"path\":\"/y\"}}}");
            assertThat(moved.code()).isEqualTo(422);
            Answer claimed =
                    cluster.merge(
                            volume,
                            "{\"spec\":{\"claimRef\":{\"kind\":\"PersistentVolumeClaim\",\"namespace\":\"%s\",\"name\":\"c\"}}}"
                                    .formatted(namespace));
            assertThat(claimed.text("spec", "claimRef", "name")).isEqualTo("c");
        } finally {
            cluster.merge(volume, "{\"metadata\":{\"finalizers\":null}}");
            cluster.delete(volume);
        }
    }

    @Test
    void keepsWhatAClaimIs() {
        String claims = "/api/v1/namespaces/" + namespace + "/persistentvolumeclaims";
        String body =
                """
                {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"c"},
                 "spec":{%s"storageClassName":"s","volumeName":"v","resources":{"requests":{"storage":"1Ti"}}}}\
                """;
        assertRefused(cluster.post(claims, body.formatted("")), 422, "Invalid", "accessModes");
        String modes = "\"accessModes\":[\"ReadWriteMany\"],";
        assertThat(cluster.post(claims, body.formatted(modes)).code()).isEqualTo(201);
        for (String change : new String[] {"\"volumeName\":\"w\"", "\"storageClassName\":\"t\""}) {
            Answer refused = cluster.merge(claims + "/c", "{\"spec\":{%s}}".formatted(change));
            assertThat(refused.code()).as(change).isEqualTo(422);
        }
    }

    @Test
    void refusesLeasesOfNoTimeAndEventsOfElsewhere() {
        Answer lease =
                cluster.post(
                        "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases",
                        """
                        {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"l"},
                         "spec":{"leaseDurationSeconds":0}}\
                        """);
        assertRefused(lease, 422, "Invalid", "spec.leaseDurationSeconds");
        Answer event =
                cluster.post(
                        "/api/v1/namespaces/" + namespace + "/events",
                        """
                        {"apiVersion":"v1","kind":"Event","metadata":{"name":"e"},
                         "involvedObject":{"kind":"Pod","name":"p","namespace":"elsewhere"}}\
                        """);
        assertRefused(event, 422, "Invalid", "involvedObject.namespace");
    }
}
