package cn.ac.pcl.octopus.local.cluster.conformance;

import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.config;
import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.conformance.ConformanceCluster.Answer;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import org.junit.jupiter.api.Test;

/** Server-side apply: who owns which field. */
class ApplyTests extends Scenario {

    @Test
    void appliesWithFieldManagers() {
        String path = maps + "/a";
        Answer created = cluster.apply(path, "one", false, config("\"x\":\"1\",\"y\":\"1\""));
        assertThat(created.code()).isEqualTo(201);
        Answer other = cluster.apply(path, "two", false, config("\"z\":\"1\""));
        assertThat(other.code()).isEqualTo(200);
        assertThat(other.at("data")).isEqualTo(Json.parse("{\"x\":\"1\",\"y\":\"1\",\"z\":\"1\"}"));
        Answer conflict = cluster.apply(path, "two", false, config("\"z\":\"1\",\"x\":\"2\""));
        assertRefused(conflict, 409, "Conflict", "conflict with \"one\"");
        assertThat(conflict.at("details", "causes").path(0).path("field").asString())
                .isEqualTo(".data.x");
        assertThat(conflict.at("details", "causes").path(0).path("reason").asString())
                .isEqualTo("FieldManagerConflict");
        Answer forced = cluster.apply(path, "two", true, config("\"z\":\"1\",\"x\":\"2\""));
        assertThat(forced.text("data", "x")).isEqualTo("2");
        Answer dropped = cluster.apply(path, "one", false, config("\"y\":\"1\""));
        assertThat(dropped.code()).isEqualTo(200);
        assertThat(dropped.text("data", "x")).isEqualTo("2");
        Answer gone = cluster.apply(path, "two", false, config("\"z\":\"1\""));
        assertThat(gone.at("data")).isEqualTo(Json.parse("{\"y\":\"1\",\"z\":\"1\"}"));
        String version = gone.text("metadata", "resourceVersion");
        Answer same = cluster.apply(path, "two", false, config("\"z\":\"1\""));
        assertThat(same.text("metadata", "resourceVersion")).isEqualTo(version);
        assertThat(cluster.apply(path, "", false, config("")).code()).isIn(400, 422);
    }

    @Test
    void keepsTheVersionWhenAnApplyChangesNothingThoughOthersWroteSince() {
        String path = maps + "/a";
        cluster.apply(path, "one", false, config("\"x\":\"1\""));
        Answer between =
                cluster.send(
                        "PATCH",
                        path + "?fieldManager=two",
                        "application/merge-patch+json",
                        "{\"data\":{\"y\":\"2\"}}");
        Answer third = cluster.apply(path, "three", false, config("\"z\":\"3\""));
        assertThat(third.text("metadata", "resourceVersion"))
                .isNotEqualTo(between.text("metadata", "resourceVersion"));
        Answer same = cluster.apply(path, "one", false, config("\"x\":\"1\""));
        assertThat(same.code()).isEqualTo(200);
        assertThat(same.text("metadata", "resourceVersion"))
                .isEqualTo(third.text("metadata", "resourceVersion"));
    }

    @Test
    void givesTheFieldsOfAnUpdateToItsManager() {
        String path = maps + "/a";
        cluster.apply(path, "one", false, config("\"x\":\"1\""));
        cluster.send(
                "PATCH",
                path + "?fieldManager=hand",
                "application/merge-patch+json",
                "{\"data\":{\"x\":\"2\"}}");
        Answer conflict = cluster.apply(path, "one", false, config("\"x\":\"1\""));
        assertRefused(conflict, 409, "Conflict", "conflict with \"hand\"");
        assertThat(cluster.apply(path, "one", true, config("\"x\":\"1\"")).text("data", "x"))
                .isEqualTo("1");
    }
}
