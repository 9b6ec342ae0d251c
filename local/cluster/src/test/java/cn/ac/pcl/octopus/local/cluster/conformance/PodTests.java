package cn.ac.pcl.octopus.local.cluster.conformance;

import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.pod;
import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.conformance.ConformanceCluster.Answer;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a scheduler and a pod need: bindings, names of volumes, events. */
class PodTests extends Scenario {

    @Test
    void bindsAPodOnce() {
        cluster.post(pods, pod("p", ""));
        String binding =
                """
                {"apiVersion":"v1","kind":"Binding","metadata":{"name":"p"},"target":{"apiVersion":"v1","kind":"Node","name":"n1"}}\
                """;
        assertThat(cluster.post(pods + "/p/binding", binding).code()).isEqualTo(201);
        Answer bound = cluster.get(pods + "/p");
        assertThat(bound.text("spec", "nodeName")).isEqualTo("n1");
        JsonNode condition = bound.at("status", "conditions").path(0);
        assertThat(Json.text(condition, "type")).isEqualTo("PodScheduled");
        assertThat(Json.text(condition, "status")).isEqualTo("True");
        Answer again = cluster.post("/api/v1/namespaces/" + namespace + "/bindings", binding);
        assertRefused(again, 409, "Conflict", "already assigned to node");
        assertThat(
                        cluster.post(pods + "/none/binding", binding.replace("\"p\"", "\"none\""))
                                .code())
                .isEqualTo(404);
    }

    @Test
    void refusesVolumesWhoseNamesAreNoLabelsOrNotTheirOwn() {
        String volume =
                "\"volumes\":[{\"name\":\"%s\",\"emptyDir\":{}},{\"name\":\"b\",\"emptyDir\":{}}],";
        assertRefused(
                cluster.post(pods, pod("p", volume.formatted("../../x"))),
                422,
                "Invalid",
                "spec.volumes[0].name");
        assertRefused(
                cluster.post(pods, pod("p", volume.formatted("b"))),
                422,
                "Invalid",
                "spec.volumes[1].name: Duplicate value");
        assertThat(cluster.post(pods, pod("p", volume.formatted("a"))).code()).isEqualTo(201);
    }

    @Test
    void findsTheEventsOfAnObject() {
        String events = "/api/v1/namespaces/" + namespace + "/events";
        cluster.post(
                events,
                "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"e\"},\"type\":\"Normal\",\"reason\":\"Because\",\"message\":\"m\",\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"p\",\"namespace\":\"%s\"}}"
                        .formatted(namespace));
        assertThat(select(events, "involvedObject.name=p,reason=Because")).containsExactly("e");
    }
}
