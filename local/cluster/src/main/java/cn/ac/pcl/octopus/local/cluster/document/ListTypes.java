package cn.ac.pcl.octopus.local.cluster.document;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How the lists of a document merge: as one value, as a set, or by the keys of their items. */
@FunctionalInterface
public interface ListTypes {
    /** One list's way to merge. */
    sealed interface ListType {}

    /** The list, or map, is one value. */
    record Atomic() implements ListType {}

    /** Items are their own keys. */
    record ItemSet() implements ListType {}

    /** Items are objects known by these fields. */
    record Keyed(List<String> keys) implements ListType {}

    Atomic ATOMIC = new Atomic();

    /** The type of the list at the path of field names. */
    ListType at(List<String> path);

    /** Whether the map at the path is one value. */
    default boolean isAtomicMap(List<String> path) {
        return false;
    }

    /** The lists of the built-in types. */
    static ListTypes builtIn() {
        return BuiltIn.INSTANCE;
    }

    /** The lists of a custom type, as its OpenAPI schema declares them. */
    static ListTypes ofSchema(JsonNode schema) {
        return new OfSchema(schema);
    }

    /** Known by heart, since the built-in types carry no schema here. */
    final class BuiltIn implements ListTypes {
        private static final BuiltIn INSTANCE = new BuiltIn();
        private static final Map<String, List<String>> KEYS =
                Map.ofEntries(
                        Map.entry("ownerReferences", List.of("uid")),
                        Map.entry("conditions", List.of("type")),
                        Map.entry("addresses", List.of("type")),
                        Map.entry("containers", List.of("name")),
                        Map.entry("initContainers", List.of("name")),
                        Map.entry("ephemeralContainers", List.of("name")),
                        Map.entry("env", List.of("name")),
                        Map.entry("volumes", List.of("name")),
                        Map.entry("imagePullSecrets", List.of("name")),
                        Map.entry("secrets", List.of("name")),
                        Map.entry("schedulingGates", List.of("name")),
                        Map.entry("resourceClaims", List.of("name")),
                        Map.entry("volumeMounts", List.of("mountPath")),
                        Map.entry("volumeDevices", List.of("devicePath")),
                        Map.entry("hostAliases", List.of("ip")),
                        Map.entry("podIPs", List.of("ip")));
        private static final List<String> ATOMIC_MAPS =
                List.of("nodeSelector", "selector", "labelSelector", "podSelector");

        private BuiltIn() {}

        @Override
        public ListType at(List<String> path) {
            String field = path.getLast();
            if (field.equals("finalizers")) {
                return new ItemSet();
            }
            if (field.equals("ports")) {
                boolean ofContainer =
                        path.size() > 1 && path.get(path.size() - 2).endsWith("ontainers");
                return path.size() == 2
                        ? new Keyed(List.of("port", "protocol"))
                        : ofContainer ? new Keyed(List.of("containerPort", "protocol")) : ATOMIC;
            }
            List<String> keys = KEYS.get(field);
            return keys == null ? ATOMIC : new Keyed(keys);
        }

        @Override
        public boolean isAtomicMap(List<String> path) {
            return ATOMIC_MAPS.contains(path.getLast());
        }
    }

    /** Reads `x-kubernetes-list-type` and its kin. */
    final class OfSchema implements ListTypes {
        private final JsonNode schema;

        private OfSchema(JsonNode schema) {
            this.schema = schema;
        }

        @Override
        public ListType at(List<String> path) {
            if (path.getFirst().equals("metadata")) {
                return BuiltIn.INSTANCE.at(path);
            }
            JsonNode list = find(path);
            return switch (Json.text(list, "x-kubernetes-list-type")) {
                case "set" -> new ItemSet();
                case "map" ->
                        new Keyed(
                                list.path("x-kubernetes-list-map-keys").values().stream()
                                        .map(JsonNode::asString)
                                        .toList());
                default -> ATOMIC;
            };
        }

        @Override
        public boolean isAtomicMap(List<String> path) {
            return Json.text(find(path), "x-kubernetes-map-type").equals("atomic");
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
}
