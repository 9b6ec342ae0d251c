package cn.ac.pcl.octopus.local.cluster.conformance;

import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.definition;
import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.conformance.ConformanceCluster.Answer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Types that a definition brings. */
class DefinitionTests extends Scenario {

    @Test
    void servesDefinedTypes() {
        String group = namespace + ".example.com";
        String definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        String definition = definitions + "/widgets." + group;
        assertThat(cluster.post(definitions, definition(group)).code()).isEqualTo(201);
        try {
            eventually(() ->
                    cluster.get(definition)
                            .at("status", "conditions")
                            .toString()
                            .contains("\"Established\""));
            String widgets = "/apis/" + group + "/v1/namespaces/" + namespace + "/widgets";
            eventually(() -> cluster.get(widgets).code() == 200);
            Answer created =
                    cluster.post(
                            widgets,
                            "{\"apiVersion\":\"%s/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\"},\"spec\":{\"size\":1},\"status\":{\"state\":\"x\"}}"
                                    .formatted(group));
            assertThat(created.code()).isEqualTo(201);
            assertThat(created.at("metadata", "generation").asInt()).isEqualTo(1);
            assertThat(created.body().has("status")).isFalse();
            assertThat(cluster.put(widgets + "/w", unversioned(created)).code()).isEqualTo(422);
            Answer resized = cluster.merge(widgets + "/w", "{\"spec\":{\"size\":2}}");
            assertThat(resized.at("metadata", "generation").asInt()).isEqualTo(2);
            Answer told = cluster.merge(widgets + "/w/status", "{\"status\":{\"state\":\"good\"}}");
            assertThat(told.text("status", "state")).isEqualTo("good");
            assertThat(told.at("metadata", "generation").asInt()).isEqualTo(2);
            Answer applied =
                    cluster.apply(
                            widgets + "/w/status",
                            "one",
                            true,
                            "{\"apiVersion\":\"%s/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\"},\"status\":{\"state\":\"applied\"}}"
                                    .formatted(group));
            assertThat(applied.text("status", "state")).isEqualTo("applied");
            assertThat(applied.at("spec", "size").asInt()).isEqualTo(2);
            assertThat(cluster.get("/apis/" + group + "/v1").toString())
                    .contains("widgets/status", "\"wd\"");
            assertThat(cluster.get(widgets).text("kind")).isEqualTo("WidgetList");
        } finally {
            cluster.delete(definition);
        }
        eventually(() -> cluster.get(definition).code() == 404);
        eventually(() ->
                cluster.get("/apis/" + group + "/v1/namespaces/" + namespace + "/widgets").code()
                        == 404);
    }

    private static ObjectNode unversioned(Answer widget) {
        ObjectNode body = (ObjectNode) widget.body().deepCopy();
        body.withObjectProperty("metadata").remove("resourceVersion");
        return body;
    }

    @Test
    void refusesDefinitionsThatContradictThemselves() {
        String definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        String wrong = definition("wrong.example.com").replace("widgets.wrong", "gadgets.wrong");
        assertThat(cluster.post(definitions, wrong).code()).isEqualTo(422);
    }
}
