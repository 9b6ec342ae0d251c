package cn.ac.pcl.octopus.local.cluster.document;

import cn.ac.pcl.octopus.local.cluster.document.ListTypes.Atomic;
import cn.ac.pcl.octopus.local.cluster.document.ListTypes.ItemSet;
import cn.ac.pcl.octopus.local.cluster.document.ListTypes.Keyed;
import cn.ac.pcl.octopus.local.cluster.document.ListTypes.ListType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares, merges and trims documents field by field, lists by their {@link ListTypes}. */
final class StructuredMerge {
    private final ListTypes types;

    StructuredMerge(ListTypes types) {
        this.types = types;
    }

    /** The fields that the document sets. */
    FieldSet fields(JsonNode document) {
        FieldSet set = new FieldSet();
        collect(document, List.of(), set);
        return set;
    }

    /**
     * The fields that differ.
     *
     * @param changed fields that `after` sets newly or otherwise
     * @param removed fields that only `before` sets
     */
    record Difference(FieldSet changed, FieldSet removed) {}

    Difference compare(JsonNode before, JsonNode after) {
        Difference difference = new Difference(new FieldSet(), new FieldSet());
        compare(before, after, List.of(), difference.changed(), difference.removed());
        return difference;
    }

    /** `live` with everything that `applied` sets; neither is changed. */
    JsonNode merge(JsonNode live, JsonNode applied) {
        return merge(live, applied, List.of());
    }

    /** Takes the members of the set out of the document, but for what `kept` holds. */
    void remove(JsonNode document, FieldSet set, FieldSet kept) {
        remove(document, set, kept, List.of());
    }

    private void collect(JsonNode node, List<String> path, FieldSet set) {
        if (isMap(node, path)) {
            node.properties()
                    .forEach(entry ->
                            collect(
                                    entry.getValue(),
                                    join(path, entry.getKey()),
                                    set.child("f:" + entry.getKey())));
            return;
        }
        Map<String, JsonNode> items = items(node, path);
        if (items.isEmpty()) {
            set.add();
            return;
        }
        items.forEach((step, item) -> {
            FieldSet child = set.child(step);
            child.add();
            if (step.startsWith("k:")) {
                collect(item, path, child);
            }
        });
    }

    private void compare(
            JsonNode before,
            JsonNode after,
            List<String> path,
            FieldSet changed,
            FieldSet removed) {
        if (before.equals(after)) {
            return;
        }
        Map<String, JsonNode> was = steps(before, path);
        Map<String, JsonNode> is = steps(after, path);
        if (was.isEmpty() || is.isEmpty()) {
            if (!after.isMissingNode()) {
                collect(after, path, changed);
            }
            if (!before.isMissingNode()) {
                collect(before, path, removed);
                removed.removeAll(fieldsAt(after, path));
            }
            return;
        }
        is.forEach((step, value) -> {
            JsonNode old = was.get(step);
            if (old == null) {
                FieldSet fresh = changed.child(step);
                if (!step.startsWith("f:")) {
                    fresh.add();
                }
                if (!step.startsWith("v:")) {
                    collect(value, below(path, step), fresh);
                }
            } else if (!old.equals(value)) {
                compare(old, value, below(path, step), changed.child(step), removed.child(step));
            }
        });
        was.forEach((step, value) -> {
            if (!is.containsKey(step)) {
                FieldSet gone = removed.child(step);
                if (!step.startsWith("f:")) {
                    gone.add();
                }
                if (!step.startsWith("v:")) {
                    collect(value, below(path, step), gone);
                }
            }
        });
    }

    private FieldSet fieldsAt(JsonNode node, List<String> path) {
        FieldSet set = new FieldSet();
        if (!node.isMissingNode()) {
            collect(node, path, set);
        }
        return set;
    }

    private JsonNode merge(JsonNode live, JsonNode applied, List<String> path) {
        if (live.isObject() && isMap(applied, path)) {
            ObjectNode merged = ((ObjectNode) live).deepCopy();
            for (Map.Entry<String, JsonNode> entry : applied.properties()) {
                JsonNode mine = merged.path(entry.getKey());
                merged.set(
                        entry.getKey(), merge(mine, entry.getValue(), join(path, entry.getKey())));
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
            merged.put(step, mine == null ? item.deepCopy() : merge(mine, item, path));
        });
        ArrayNode list = Json.array();
        merged.values().forEach(list::add);
        return list;
    }

    private void remove(JsonNode node, FieldSet set, FieldSet kept, List<String> path) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, FieldSet> child : set.children().entrySet()) {
                String field = child.getKey().substring(2);
                FieldSet keptBelow = kept.child(child.getKey());
                if (child.getValue().isMember() && keptBelow.isEmpty()) {
                    object.remove(field);
                    continue;
                }
                JsonNode below = object.path(field);
                boolean wasFilled = below.isContainer() && !below.isEmpty();
                remove(below, child.getValue(), keptBelow, join(path, field));
                if (wasFilled && below.isEmpty() && keptBelow.isEmpty()) {
                    object.remove(field);
                }
            }
        } else if (node instanceof ArrayNode list) {
            List<String> steps = new ArrayList<>(items(list, path).keySet());
            for (int i = list.size() - 1; i >= 0 && steps.size() == list.size(); i--) {
                FieldSet child = set.find(steps.get(i));
                if (child == null) {
                    continue;
                }
                FieldSet keptBelow = kept.child(steps.get(i));
                if (child.isMember() && keptBelow.isEmpty()) {
                    list.remove(i);
                    steps.remove(i);
                } else {
                    remove(list.path(i), child, keptBelow, path);
                }
            }
        }
    }

    /** The named parts of an object or list; none for values and atomic ones. */
    private Map<String, JsonNode> steps(JsonNode node, List<String> path) {
        if (!isMap(node, path)) {
            return items(node, path);
        }
        Map<String, JsonNode> steps = new LinkedHashMap<>();
        node.properties().forEach(entry -> steps.put("f:" + entry.getKey(), entry.getValue()));
        return steps;
    }

    private boolean isMap(JsonNode node, List<String> path) {
        return node.isObject() && !node.isEmpty() && (path.isEmpty() || !types.isAtomicMap(path));
    }

    private Map<String, JsonNode> items(JsonNode node, List<String> path) {
        if (!(node instanceof ArrayNode list) || list.isEmpty() || path.isEmpty()) {
            return Map.of();
        }
        ListType type = types.at(path);
        Map<String, JsonNode> items = new LinkedHashMap<>();
        switch (type) {
            case Atomic _ -> {}
            case ItemSet _ -> list.forEach(item -> items.put("v:" + item, item));
            case Keyed keyed -> list.forEach(item -> items.put(key(item, keyed.keys()), item));
        }
        return items;
    }

    private static String key(JsonNode item, List<String> keys) {
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

    private static List<String> below(List<String> path, String step) {
        return step.startsWith("f:") ? join(path, step.substring(2)) : path;
    }

    private static List<String> join(List<String> path, String field) {
        List<String> longer = new ArrayList<>(path);
        longer.add(field);
        return longer;
    }
}
