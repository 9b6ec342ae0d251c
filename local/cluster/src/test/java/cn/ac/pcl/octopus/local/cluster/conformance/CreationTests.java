package cn.ac.pcl.octopus.local.cluster.conformance;

import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.map;
import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.conformance.ConformanceCluster.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken, what is refused and with which words. */
class CreationTests extends Scenario {

    @Test
    void createsOnceAndNamesWhatExists() {
        Answer created = cluster.post(maps, map("a"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("metadata", "uid")).isNotEmpty();
        assertThat(created.text("metadata", "creationTimestamp")).isNotEmpty();
        Answer again = cluster.post(maps, map("a"));
        assertRefused(again, 409, "AlreadyExists", "configmaps \"a\" already exists");
        assertThat(again.text("details", "name")).isEqualTo("a");
        assertThat(again.text("details", "kind")).isEqualTo("configmaps");
    }

    @Test
    void makesNamesFromAPrefix() {
        Answer created =
                cluster.post(
                        maps,
                        """
                        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"pre-"}}\
                        """);
        assertThat(created.text("metadata", "name")).matches("pre-[a-z0-9]{5,}");
        assertThat(created.text("metadata", "generateName")).isEqualTo("pre-");
    }

    @Test
    void missesWhatIsNotThere() {
        assertRefused(
                cluster.get(maps + "/none"), 404, "NotFound", "configmaps \"none\" not found");
        assertRefused(
                cluster.delete(maps + "/none"), 404, "NotFound", "configmaps \"none\" not found");
        assertRefused(
                cluster.post("/api/v1/namespaces/not-there/configmaps", map("a")),
                404,
                "NotFound",
                "namespaces \"not-there\" not found");
        assertThat(cluster.get("/apis/nothing.example.com/v1/things").code()).isEqualTo(404);
    }

    @Test
    void refusesBodiesItCannotTake() {
        assertThat(cluster.post(maps, "{broken").code()).isEqualTo(400);
        assertThat(
                        cluster.post(
                                        maps,
                                        """
                                        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}\
                                        """)
                                .code())
                .isEqualTo(400);
        assertThat(cluster.send("POST", maps, "text/csv", map("a")).code()).isEqualTo(415);
        cluster.post(maps, map("a"));
        assertThat(cluster.send("PATCH", maps + "/a", "application/json", "{}").code())
                .isEqualTo(415);
        assertThat(
                        cluster.send("PUT", maps + "/a", "application/merge-patch+json", map("a"))
                                .code())
                .isEqualTo(415);
        assertThat(cluster.send("PUT", maps, "application/json", map("a")).code()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({"Upper", "under_score", "-dash", "dot."})
    void refusesBadNames(String name) {
        Answer refused = cluster.post(maps, map(name));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.text("reason")).isEqualTo("Invalid");
        assertThat(refused.at("details", "causes").path(0).path("field").asString())
                .isEqualTo("metadata.name");
    }

    @Test
    void refusesBadLabelsAndPodsWithoutContainers() {
        assertThat(
                        cluster.post(
                                        maps,
                                        """
                                        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"a":"not good"}}}\
                                        """)
                                .code())
                .isEqualTo(422);
        assertThat(
                        cluster.post(
                                        pods,
                                        """
                                        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[]}}\
                                        """)
                                .code())
                .isEqualTo(422);
    }
}
