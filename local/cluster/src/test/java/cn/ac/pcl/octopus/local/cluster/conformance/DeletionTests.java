package cn.ac.pcl.octopus.local.cluster.conformance;

import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.map;
import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.owned;
import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.pod;
import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.conformance.ConformanceCluster.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deletion: of the one that is meant, of what it owns, and what holds it up. */
class DeletionTests extends Scenario {

    @Test
    void keepsTheNamespacesOfTheClusterItself() {
        for (String name : List.of("default", "kube-system", "kube-public")) {
            assertRefused(
                    cluster.delete("/api/v1/namespaces/" + name),
                    403,
                    "Forbidden",
                    "namespaces \"%s\" is forbidden: this namespace may not be deleted"
                            .formatted(name));
        }
    }

    @Test
    void waitsForFinalizersAndGracePeriods() {
        cluster.post(
                maps,
                """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","finalizers":["example.com/x"]}}\
                """);
        Answer marked = cluster.delete(maps + "/a");
        assertThat(marked.text("metadata", "deletionTimestamp")).isNotEmpty();
        cluster.merge(maps + "/a", "{\"metadata\":{\"finalizers\":null}}");
        assertThat(cluster.get(maps + "/a").code()).isEqualTo(404);

        cluster.post(pods, pod("free", ""));
        cluster.delete(pods + "/free");
        assertThat(cluster.get(pods + "/free").code()).isEqualTo(404);
        cluster.post(pods, pod("bound", "\"nodeName\":\"no-such-node\","));
        Answer graceful = cluster.delete(pods + "/bound?gracePeriodSeconds=20");
        assertThat(graceful.at("metadata", "deletionGracePeriodSeconds").asInt()).isEqualTo(20);
        assertThat(cluster.get(pods + "/bound").code()).isEqualTo(200);
        cluster.delete(pods + "/bound?gracePeriodSeconds=0");
        assertThat(cluster.get(pods + "/bound").code()).isEqualTo(404);
    }

    @Test
    void deletesOnlyTheObjectThatIsMeant() {
        Answer created = cluster.post(maps, map("a"));
        Answer wrong =
                cluster.delete(
                        maps + "/a",
                        """
                        {"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"other"}}\
                        """);
        assertRefused(
                wrong,
                409,
                "Conflict",
                "the UID in the precondition (other) does not match the UID in record");
        Answer right =
                cluster.delete(
                        maps + "/a",
                        "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"preconditions\":{\"uid\":\"%s\"}}"
                                .formatted(created.text("metadata", "uid")));
        assertThat(right.code()).isEqualTo(200);
        assertThat(right.text("status")).isEqualTo("Success");
    }

    @Test
    void deletesWhatTheDeadOwned() {
        String owner = cluster.post(maps, map("owner")).text("metadata", "uid");
        cluster.post(maps, owned("child", "owner", owner, false));
        cluster.post(maps, owned("stray", "owner", "00000000-0000-0000-0000-000000000000", false));
        eventually(() -> cluster.get(maps + "/stray").code() == 404);
        assertThat(cluster.get(maps + "/child").code()).isEqualTo(200);
        cluster.delete(maps + "/owner");
        eventually(() -> cluster.get(maps + "/child").code() == 404);
    }

    @Test
    void deletesInTheForeground() {
        String owner = cluster.post(maps, map("owner")).text("metadata", "uid");
        cluster.post(
                maps,
                owned("child", "owner", owner, true)
                        .replace(
                                "\"metadata\":{",
                                "\"metadata\":{\"finalizers\":[\"example.com/x\"],"));
        // The garbage collector of a real cluster must have seen the child.
        eventually(() ->
                cluster.get(maps + "/child").code() == 200
                        && cluster.watch(maps + "?labelSelector=none", 2).isEmpty());
        Answer marked = cluster.delete(maps + "/owner?propagationPolicy=Foreground");
        assertThat(marked.at("metadata", "finalizers").toString()).contains("foregroundDeletion");
        eventually(() ->
                !cluster.get(maps + "/child").text("metadata", "deletionTimestamp").isEmpty());
        assertThat(cluster.get(maps + "/owner").code()).isEqualTo(200);
        cluster.merge(maps + "/child", "{\"metadata\":{\"finalizers\":null}}");
        eventually(() -> cluster.get(maps + "/owner").code() == 404);
    }

    @Test
    void emptiesANamespaceBeforeItGoes() {
        String path = "/api/v1/namespaces/" + namespace;
        cluster.post(
                maps,
                """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"held","finalizers":["example.com/x"]}}\
                """);
        cluster.post(maps, map("a"));
        cluster.delete(path);
        assertThat(cluster.get(path).text("status", "phase")).isEqualTo("Terminating");
        Answer refused = cluster.post(maps, map("late"));
        assertRefused(refused, 403, "Forbidden", "because it is being terminated");
        assertThat(refused.at("details", "causes").path(0).path("reason").asString())
                .isEqualTo("NamespaceTerminating");
        eventually(() -> cluster.get(maps + "/a").code() == 404);
        assertThat(cluster.get(path).code()).isEqualTo(200);
        cluster.merge(maps + "/held", "{\"metadata\":{\"finalizers\":null}}");
        eventually(() -> cluster.get(path).code() == 404);
    }
}
