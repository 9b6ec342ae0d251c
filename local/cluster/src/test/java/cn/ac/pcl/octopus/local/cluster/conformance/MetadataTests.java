package cn.ac.pcl.octopus.local.cluster.conformance;

import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.map;
import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.conformance.ConformanceCluster.Answer;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What every object must be like, and whom a write is for. */
class MetadataTests extends Scenario {

    private Answer post(String metadata) {
        return cluster.post(
                maps,
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"generateName\":\"m-\",%s}}"
                        .formatted(metadata));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'annotations':{'a b':'x'} | metadata.annotations",
                "'finalizers':['a b/c'] | metadata.finalizers",
                "'ownerReferences':[{'apiVersion':'v1','kind':'Pod','uid':'u'}] | metadata.ownerReferences.name",
                "'ownerReferences':[{'apiVersion':'v1','name':'n','uid':'u'}] | metadata.ownerReferences.kind",
                "'ownerReferences':[{'kind':'Pod','name':'n','uid':'u'}] | metadata.ownerReferences.apiVersion",
                "'ownerReferences':[{'apiVersion':'v1','kind':'Pod','name':'n'}] | metadata.ownerReferences.uid",
                "'ownerReferences':[{'apiVersion':'v1','kind':'Pod','name':'a','uid':'u','controller':true},"
                        + "{'apiVersion':'v1','kind':'Pod','name':'b','uid':'v','controller':true}] | metadata.ownerReferences"
            })
    void refusesWhatBreaksTheRules(String metadata, String field) {
        assertRefused(post(metadata.replace('\'', '"')), 422, "Invalid", field);
    }

    @Test
    void takesAnnotationsUpToTheirLimit() {
        int most = 256 << 10;
        String annotation = "\"annotations\":{\"Example.com/a\":\"%s\"}";
        int key = "Example.com/a".length();
        assertThat(post(annotation.formatted("x".repeat(most - key))).code()).isEqualTo(201);
        assertRefused(
                post(annotation.formatted("x".repeat(most - key + 1))),
                422,
                "Invalid",
                "may not be more than 262144 bytes");
    }

    @Test
    void writesOnlyToTheObjectThatIsMeant() {
        ObjectNode made = (ObjectNode) cluster.post(maps, map("a")).body();
        String other = "{\"metadata\":{\"uid\":\"other\"},\"data\":{\"k\":\"w\"}}";
        assertRefused(cluster.merge(maps + "/a", other), 422, "Invalid", "metadata.uid");
        String configuration =
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\",\"uid\":\"other\"},\"data\":{\"k\":\"w\"}}";
        assertRefused(
                cluster.apply(maps + "/a", "one", true, configuration.formatted("a")),
                422,
                "Invalid",
                "metadata.uid");
        assertRefused(
                cluster.apply(maps + "/b", "one", true, configuration.formatted("b")),
                409,
                "Conflict",
                "uid mismatch");
        assertThat(cluster.get(maps + "/b").code()).isEqualTo(404);
        ObjectNode replacing = made.deepCopy();
        replacing.withObjectProperty("metadata").put("uid", "other").remove("resourceVersion");
        assertRefused(cluster.put(maps + "/a", replacing), 409, "Conflict", "UID in");
        String stale = "{\"metadata\":{\"uid\":\"other\",\"resourceVersion\":\"1\"}}";
        assertRefused(cluster.merge(maps + "/a", stale), 409, "Conflict", "has been modified");
        String same =
                "{\"metadata\":{\"uid\":\"%s\"}}".formatted(Json.text(made, "metadata", "uid"));
        assertThat(cluster.merge(maps + "/a", same).text("data", "k")).isEqualTo("v");
    }

    @Test
    void appliesAVersionToWhatIsNotThere() {
        Answer made =
                cluster.apply(
                        maps + "/a",
                        "one",
                        false,
                        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"1\"}}");
        assertThat(made.code()).isEqualTo(201);
    }
}
