package cn.ac.pcl.octopus.local.cluster.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes documents apart into fields and puts them together, lists by their {@link ListTypes}. */
final class StructuredMerge {
    /** What the system writes, and nobody owns. */
    private static final Set<String> UNOWNED_METADATA =
            Set.of(
                    "name",
                    "namespace",
                    "generateName",
                    "uid",
                    "resourceVersion",
                    "generation",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "selfLink",
                    "managedFields");

    private final ListTypes types;

    StructuredMerge(ListTypes types) {
        this.types = types;
    }

    /** The fields that can have owners, with their values; an item of a list is a field too. */
    Map<FieldPath, JsonNode> fields(JsonNode document) {
        Map<FieldPath, JsonNode> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> part : document.properties()) {
            switch (part.getKey()) {
                case "apiVersion", "kind" -> {}
                case "metadata" -> {
                    for (Map.Entry<String, JsonNode> entry : part.getValue().properties()) {
                        if (!UNOWNED_METADATA.contains(entry.getKey())) {
                            FieldPath path = FieldPath.ROOT.toField("metadata");
                            collect(entry.getValue(), path.toField(entry.getKey()), fields);
                        }
                    }
                }
                default -> collect(part.getValue(), FieldPath.ROOT.toField(part.getKey()), fields);
            }
        }
        return fields;
    }

    private void collect(JsonNode node, FieldPath path, Map<FieldPath, JsonNode> to) {
        Map<String, JsonNode> items = items(node, path);
        if (isMap(node, path)) {
            node.properties().forEach(it -> collect(it.getValue(), path.toField(it.getKey()), to));
        } else if (items.isEmpty()) {
            to.put(path, node);
        } else {
            items.forEach((step, item) -> {
                FieldPath place = path.to(step);
                to.put(place, Json.object());
                if (step.startsWith("k:")) {
                    collect(item, place, to);
                }
            });
        }
    }

    /** `live` with everything that `applied` sets; neither is changed. */
    JsonNode merge(JsonNode live, JsonNode applied) {
        return merge(live, applied, FieldPath.ROOT);
    }

    private JsonNode merge(JsonNode live, JsonNode applied, FieldPath path) {
        if (live.isObject() && isMap(applied, path)) {
            ObjectNode merged = ((ObjectNode) live).deepCopy();
            for (Map.Entry<String, JsonNode> entry : applied.properties()) {
                JsonNode mine = merged.path(entry.getKey());
                FieldPath place = path.toField(entry.getKey());
                merged.set(entry.getKey(), merge(mine, entry.getValue(), place));
            }
            return merged;
        }
        Map<String, JsonNode> items = items(applied, path);
        if (items.isEmpty() || !live.isArray()) {
            return applied.deepCopy();
        }
        Map<String, JsonNode> merged = new LinkedHashMap<>(items(live, path));
        items.forEach((step, item) -> {
            JsonNode mine = merged.get(step);
            merged.put(step, mine == null ? item.deepCopy() : merge(mine, item, path.to(step)));
        });
        ArrayNode list = Json.array();
        merged.values().forEach(list::add);
        return list;
    }

    /** Takes a field out of the document, and what it leaves empty. */
    void remove(ObjectNode document, FieldPath field) {
        remove(document, field, 0);
    }

    private void remove(JsonNode node, FieldPath field, int depth) {
        String step = field.steps().get(depth);
        boolean last = depth == field.steps().size() - 1;
        if (node instanceof ObjectNode object && step.startsWith("f:")) {
            JsonNode below = object.path(step.substring(2));
            if (!last) {
                remove(below, field, depth + 1);
            }
            if (last || (below.isContainer() && below.isEmpty())) {
                object.remove(step.substring(2));
            }
        } else if (node instanceof ArrayNode list) {
            FieldPath here = new FieldPath(field.steps().subList(0, depth));
            int at = List.copyOf(items(list, here).keySet()).indexOf(step);
            if (at >= 0 && last) {
                list.remove(at);
            } else if (at >= 0 && !isKey(step, field.steps().get(depth + 1))) {
                remove(list.path(at), field, depth + 1);
            }
        }
    }

    /** An item keeps the fields that it is known by as long as it is there. */
    private static boolean isKey(String item, String field) {
        return item.startsWith("k:") && Json.parse(item.substring(2)).has(field.substring(2));
    }

    private boolean isMap(JsonNode node, FieldPath path) {
        return node.isObject()
                && !node.isEmpty()
                && (path.steps().isEmpty()
                        || path.steps().getLast().startsWith("k:")
                        || !types.isAtomicMap(path.names()));
    }

    /** The items of a list by their keys; none where the list is empty or one value. */
    private Map<String, JsonNode> items(JsonNode node, FieldPath path) {
        Map<String, JsonNode> items = new LinkedHashMap<>();
        if (node instanceof ArrayNode list && !list.isEmpty()) {
            types.keys(path.names())
                    .ifPresent(keys -> list.forEach(item -> items.put(step(item, keys), item)));
        }
        return items;
    }

    private static String step(JsonNode item, List<String> keys) {
        if (keys.isEmpty()) {
            return "v:" + item;
        }
        ObjectNode values = Json.object();
        for (String key : keys) {
            JsonNode value = item.path(key);
            if (!value.isMissingNode()) {
                values.set(key, value);
            } else if (key.equals("protocol")) {
                values.put(key, "TCP");
            }
        }
        return "k:" + values;
    }
}
