package cn.ac.pcl.octopus.local.cluster.document;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * How the lists of a document merge. Those of custom types say so in their schema; those of the
 * built-in types are known by heart, since these carry no schema here.
 */
public final class ListTypes {
    private static final Map<String, List<String>> KEYS =
            Map.ofEntries(
                    Map.entry("finalizers", List.of()),
                    Map.entry("ownerReferences", List.of("uid")),
                    Map.entry("conditions", List.of("type")),
                    Map.entry("addresses", List.of("type")),
                    Map.entry("containers", List.of("name")),
                    Map.entry("initContainers", List.of("name")),
                    Map.entry("env", List.of("name")),
                    Map.entry("volumes", List.of("name")),
                    Map.entry("imagePullSecrets", List.of("name")),
                    Map.entry("schedulingGates", List.of("name")),
                    Map.entry("volumeMounts", List.of("mountPath")));
    private static final List<String> ATOMIC_MAPS =
            List.of("nodeSelector", "selector", "labelSelector", "podSelector");

    private final JsonNode schema;

    /**
     * @param schema the OpenAPI schema of a custom type; a missing node for a built-in one
     */
    public ListTypes(JsonNode schema) {
        this.schema = schema;
    }

    /**
     * The fields by which the items of a list are known: none where items are their own keys, empty
     * where the list is one value.
     *
     * @param path the names of the fields that lead to the list
     */
    Optional<List<String>> keys(List<String> path) {
        if (schema.isMissingNode() || path.getFirst().equals("metadata")) {
            return path.getLast().equals("ports") ? ports(path) : known(path.getLast());
        }
        JsonNode list = find(path);
        return switch (Json.text(list, "x-kubernetes-list-type")) {
            case "set" -> Optional.of(List.of());
            case "map" ->
                    Optional.of(
                            list.path("x-kubernetes-list-map-keys").values().stream()
                                    .map(JsonNode::asString)
                                    .toList());
            default -> Optional.empty();
        };
    }

    /** Whether the map at the path is one value. */
    boolean isAtomicMap(List<String> path) {
        return schema.isMissingNode()
                ? ATOMIC_MAPS.contains(path.getLast())
                : Json.text(find(path), "x-kubernetes-map-type").equals("atomic");
    }

    private static Optional<List<String>> known(String field) {
        return Optional.ofNullable(KEYS.get(field));
    }

    /** A service's ports and a container's have different keys; a network policy's have none. */
    private static Optional<List<String>> ports(List<String> path) {
        if (path.size() == 2) {
            return Optional.of(List.of("port", "protocol"));
        }
        return path.get(path.size() - 2).endsWith("ontainers")
                ? Optional.of(List.of("containerPort", "protocol"))
                : Optional.empty();
    }

    private JsonNode find(List<String> path) {
        JsonNode here = schema;
        for (String field : path) {
            JsonNode object = here.has("items") ? here.path("items") : here;
            JsonNode property = object.path("properties").path(field);
            here = property.isMissingNode() ? object.path("additionalProperties") : property;
        }
        return here;
    }
}
