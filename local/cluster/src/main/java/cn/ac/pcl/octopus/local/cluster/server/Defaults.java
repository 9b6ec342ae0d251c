package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The values that the server fills in where a document leaves them out. */
final class Defaults {
    private static final JsonNode POD =
            Json.parse(
                    """
                    {"spec": {
                      "restartPolicy": "Always", "schedulerName": "default-scheduler",
                      "serviceAccountName": "default", "terminationGracePeriodSeconds": 30}}
                    """);

    /** A definition is served at once. */
    private static final JsonNode ESTABLISHED =
            Json.parse(
                    """
                    {"conditions": [
                      {"type": "NamesAccepted", "status": "True", "reason": "NoConflicts"},
                      {"type": "Established", "status": "True", "reason": "InitialNamesAccepted"}]}
                    """);

    private Defaults() {}

    /** Fills in what every write of the type fills in. Applying it twice changes nothing. */
    static void apply(ResourceType type, ObjectNode document) {
        if (type.id().equals(BuiltInTypes.PODS)) {
            fill(document, POD);
            for (String list : List.of("initContainers", "containers")) {
                for (JsonNode container : Json.at(document, "spec", list)) {
                    askForLimits(container.path("resources"));
                }
            }
        }
    }

    /** What is limited and not asked for is asked for. */
    private static void askForLimits(JsonNode resources) {
        if (resources instanceof ObjectNode given && !given.path("limits").isEmpty()) {
            fill(given.withObjectProperty("requests"), given.path("limits"));
        }
    }

    /** The status that a new object starts with, whatever its creator wrote there. */
    static void initialStatus(ResourceType type, ObjectNode document) {
        switch (type.id()) {
            case BuiltInTypes.NAMESPACES -> document.putObject("status").put("phase", "Active");
            case BuiltInTypes.PODS -> document.putObject("status").put("phase", "Pending");
            case BuiltInTypes.DEFINITIONS -> document.set("status", ESTABLISHED.deepCopy());
            case BuiltInTypes.NODES -> {
                // A node registers itself together with its status.
            }
            default -> {
                if (type.has(Trait.STATUS)) {
                    document.remove("status");
                }
            }
        }
    }

    /** Gives the object what it lacks of the values. */
    private static void fill(ObjectNode object, JsonNode values) {
        for (Map.Entry<String, JsonNode> value : values.properties()) {
            if (value.getValue().isObject()) {
                fill(object.withObjectProperty(value.getKey()), value.getValue());
            } else if (Json.isBlank(object.path(value.getKey()))) {
                object.set(value.getKey(), value.getValue());
            }
        }
    }
}
