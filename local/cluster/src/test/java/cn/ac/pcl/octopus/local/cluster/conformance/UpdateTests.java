package cn.ac.pcl.octopus.local.cluster.conformance;

import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.map;
import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.pod;
import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.conformance.ConformanceCluster.Answer;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Whole updates and patches, and the two halves of an object. */
class UpdateTests extends Scenario {

    @Test
    void locksOptimistically() {
        ObjectNode first = (ObjectNode) cluster.post(maps, map("a")).body();
        Answer same = cluster.put(maps + "/a", first);
        assertThat(same.text("metadata", "resourceVersion"))
                .isEqualTo(Json.text(first, "metadata", "resourceVersion"));
        ObjectNode changed = first.deepCopy();
        changed.withObjectProperty("data").put("k", "new");
        assertThat(cluster.put(maps + "/a", changed).code()).isEqualTo(200);
        Answer stale = cluster.put(maps + "/a", first);
        assertRefused(stale, 409, "Conflict", "the object has been modified");
        ObjectNode other = changed.deepCopy();
        other.withObjectProperty("metadata").put("name", "b");
        assertThat(cluster.put(maps + "/a", other).code()).isEqualTo(400);
    }

    @Test
    void mergesPatches() {
        cluster.post(
                maps,
                """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","finalizers":["example.com/x","example.com/y"]},
                 "data":{"keep":"1","drop":"2"}}\
                """);
        Answer merged =
                cluster.merge(
                        maps + "/a",
                        """
                        {"metadata":{"finalizers":["example.com/z"]},"data":{"drop":null,"add":"3"}}\
                        """);
        assertThat(merged.code()).isEqualTo(200);
        assertThat(merged.at("data")).isEqualTo(Json.parse("{\"keep\":\"1\",\"add\":\"3\"}"));
        assertThat(merged.at("metadata", "finalizers"))
                .isEqualTo(Json.parse("[\"example.com/z\"]"));
        assertRefused(
                cluster.merge(maps + "/a", "{\"metadata\":{\"resourceVersion\":\"1\"}}"),
                409,
                "Conflict",
                "the object has been modified");
    }

    @Test
    void keepsStatusAndSpecificationApart() {
        cluster.post(pods, pod("p", ""));
        ObjectNode pod = (ObjectNode) cluster.get(pods + "/p").body();
        assertThat(Json.text(pod, "status", "phase")).isEqualTo("Pending");
        ObjectNode changed = pod.deepCopy();
        changed.withObjectProperty("status").put("phase", "Running");
        changed.withObjectProperty("metadata").withObjectProperty("labels").put("a", "b");
        Answer main = cluster.put(pods + "/p", changed);
        assertThat(main.text("status", "phase")).isEqualTo("Pending");
        assertThat(main.text("metadata", "labels", "a")).isEqualTo("b");
        ObjectNode status = (ObjectNode) main.body().deepCopy();
        status.withObjectProperty("status").put("phase", "Running");
        status.withObjectProperty("spec").put("activeDeadlineSeconds", 5);
        Answer sub = cluster.put(pods + "/p/status", status);
        assertThat(sub.text("status", "phase")).isEqualTo("Running");
        assertThat(sub.at("spec").has("activeDeadlineSeconds")).isFalse();
        Answer patched = cluster.merge(pods + "/p/status", "{\"status\":{\"message\":\"m\"}}");
        assertThat(patched.text("status", "message")).isEqualTo("m");
        ObjectNode moved = (ObjectNode) patched.body().deepCopy();
        moved.withObjectProperty("spec").put("hostname", "other");
        assertThat(cluster.put(pods + "/p", moved).code()).isEqualTo(422);
    }
}
