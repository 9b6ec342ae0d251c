package cn.ac.pcl.octopus.local.cluster.conformance;

import static cn.ac.pcl.octopus.local.cluster.conformance.Documents.map;
import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.conformance.ConformanceCluster.Answer;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents with a value of another type somewhere. */
class ShapeTests extends Scenario {
    private static final String POD =
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"p-","labels":{"a":"b"},"annotations":{"a":"b"},
              "finalizers":["example.com/x"],
              "ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"n","uid":"u","controller":true}]},
             "spec":{"restartPolicy":"Never","terminationGracePeriodSeconds":5,"nodeSelector":{"a":"b"},
              "tolerations":[{"key":"k","operator":"Exists","effect":"NoExecute","tolerationSeconds":3}],
              "imagePullSecrets":[{"name":"s"}],"securityContext":{"runAsUser":1,"supplementalGroups":[1]},
              "volumes":[{"name":"v","configMap":{"name":"m","defaultMode":420,"items":[{"key":"k","path":"p"}]}},
               {"name":"w","persistentVolumeClaim":{"claimName":"c","readOnly":true}}],
              "initContainers":[{"name":"i","image":"i","args":["a"]}],
              "containers":[{"name":"c","image":"i","command":["sh","-c"],"workingDir":"/x","tty":true,
               "env":[{"name":"E","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}},{"name":"F","value":"1"}],
               "envFrom":[{"secretRef":{"name":"s","optional":true}}],
               "ports":[{"containerPort":80,"name":"http"}],
               "resources":{"limits":{"memory":"1Gi"}},"volumeMounts":[{"name":"v","mountPath":"/v","readOnly":true}]}]},
             "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],
              "containerStatuses":[{"name":"c","ready":true,"restartCount":1,"image":"i","imageID":"",
               "state":{"terminated":{"exitCode":3,"reason":"Error"}}}]}}\
            """;
    private static final String LEASE =
            """
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"generateName":"l-"},
             "spec":{"holderIdentity":"me","leaseDurationSeconds":5,"leaseTransitions":1}}\
            """;

    /** Every place in the document, as the steps that lead there. */
    private static List<List<String>> places(JsonNode node) {
        List<List<String>> places = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : children(node).entrySet()) {
            places.add(List.of(entry.getKey()));
            for (List<String> below : places(entry.getValue())) {
                List<String> place = new ArrayList<>(List.of(entry.getKey()));
                place.addAll(below);
                places.add(place);
            }
        }
        return places;
    }

    private static Map<String, JsonNode> children(JsonNode node) {
        Map<String, JsonNode> children = new LinkedHashMap<>();
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                children.put(Integer.toString(i), node.get(i));
            }
        } else {
            node.properties().forEach(it -> children.put(it.getKey(), it.getValue()));
        }
        return children;
    }

    private static JsonNode child(JsonNode parent, String step) {
        return parent.isArray() ? parent.path(Integer.parseInt(step)) : parent.path(step);
    }

    private static String withAnother(JsonNode document, List<String> place, Random random) {
        JsonNode copy = document.deepCopy();
        JsonNode parent = copy;
        for (String step : place.subList(0, place.size() - 1)) {
            parent = child(parent, step);
        }
        JsonNode old = child(parent, place.getLast());
        List<JsonNode> others = new ArrayList<>();
        for (String other : List.of("\"x\"", "7", "true", "[\"x\"]", "{\"x\":[1]}")) {
            JsonNode value = Json.parse(other);
            boolean quantity = place.contains("limits") && value.isNumber();
            if (value.getNodeType() != old.getNodeType() && !quantity) {
                others.add(value);
            }
        }
        JsonNode value = others.get(random.nextInt(others.size()));
        if (parent instanceof ArrayNode list) {
            list.set(Integer.parseInt(place.getLast()), value);
        } else {
            ((ObjectNode) parent).set(place.getLast(), value);
        }
        return copy.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void refusesAValueOfAnotherTypeWhereverItIs(long seed) {
        Random random = new Random(seed);
        for (String body : List.of(POD, LEASE)) {
            JsonNode document = Json.parse(body);
            String path =
                    body.equals(POD)
                            ? pods
                            : "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
            Answer whole = cluster.post(path, body);
            assertThat(whole.code()).as(whole.body().toString()).isEqualTo(201);
            for (List<String> place : places(document)) {
                String wrong = withAnother(document, place, random);
                Answer refused = cluster.post(path, wrong);
                assertThat(refused.code())
                        .as("%s in %s: %s", place, wrong, refused.body())
                        .isEqualTo(400);
                assertThat(refused.text("reason")).isEqualTo("BadRequest");
            }
        }
        for (String name : names(cluster.get(pods))) {
            cluster.merge(pods + "/" + name, "{\"metadata\":{\"finalizers\":null}}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'metadata':'x'} | 422",
                "{'metadata':{'labels':{'a':1}}} | 422",
                "{'metadata':{'labels':[]}} | 422",
                "{'data':{'k':1}} | 422",
                "{'data':'x'} | 422",
                "{'metadata':null} | 400",
                "[] | 400",
                "'x' | 400"
            })
    void refusesPatchesThatSpoilTheShape(String patch, int code) {
        cluster.post(maps, map("a"));
        Answer refused = cluster.merge(maps + "/a", patch.replace('\'', '"'));
        assertThat(refused.code()).as(refused.body().toString()).isEqualTo(code);
    }

    @Test
    void refusesOptionsOfAnotherShape() {
        cluster.post(maps, map("a"));
        for (String options :
                List.of(
                        "\"preconditions\":\"x\"",
                        "\"gracePeriodSeconds\":\"x\"",
                        "\"dryRun\":1")) {
            String body =
                    "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",%s}".formatted(options);
            assertThat(cluster.delete(maps + "/a", body).code()).as(options).isEqualTo(400);
        }
        cluster.post(pods, Documents.pod("p", ""));
        String binding =
                "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{\"name\":\"p\"},\"target\":\"n\"}";
        assertThat(cluster.post(pods + "/p/binding", binding).code()).isEqualTo(400);
    }
}
