package cn.ac.pcl.octopus.local.cluster.document;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A set of field paths in the form of `fieldsV1`: steps are `f:name`, `k:{keys of a list item}` and
 * `v:value of a set`. A node may be a member itself and have members below it.
 */
public final class FieldSet {
    private final Map<String, FieldSet> children = new TreeMap<>();
    private boolean member;

    static FieldSet parse(JsonNode fields) {
        FieldSet set = new FieldSet();
        for (Map.Entry<String, JsonNode> step : fields.properties()) {
            if (step.getKey().equals(".")) {
                set.member = true;
            } else {
                FieldSet child = parse(step.getValue());
                if (step.getValue().isEmpty()) {
                    child.member = true;
                }
                set.children.put(step.getKey(), child);
            }
        }
        return set;
    }

    ObjectNode toJson() {
        ObjectNode fields = Json.object();
        if (member && !children.isEmpty()) {
            fields.putObject(".");
        }
        children.forEach((step, child) -> {
            if (!child.isEmpty()) {
                fields.set(step, child.toJson());
            }
        });
        return fields;
    }

    FieldSet child(String step) {
        return children.computeIfAbsent(step, _ -> new FieldSet());
    }

    @Nullable FieldSet find(String step) {
        return children.get(step);
    }

    Map<String, FieldSet> children() {
        return children;
    }

    void add() {
        member = true;
    }

    boolean isMember() {
        return member;
    }

    boolean isEmpty() {
        return !member && children.values().stream().allMatch(FieldSet::isEmpty);
    }

    void addAll(FieldSet other) {
        member |= other.member;
        other.children.forEach((step, child) -> child(step).addAll(child));
    }

    void removeAll(FieldSet other) {
        if (other.member) {
            member = false;
        }
        other.children.forEach((step, theirs) -> {
            FieldSet ours = children.get(step);
            if (ours != null) {
                ours.removeAll(theirs);
                if (ours.isEmpty()) {
                    children.remove(step);
                }
            }
        });
    }

    FieldSet intersection(FieldSet other) {
        FieldSet both = new FieldSet();
        both.member = member && other.member;
        children.forEach((step, ours) -> {
            FieldSet theirs = other.children.get(step);
            if (theirs != null) {
                FieldSet shared = ours.intersection(theirs);
                if (!shared.isEmpty()) {
                    both.children.put(step, shared);
                }
            }
        });
        return both;
    }

    /** Tells each member's path as messages show it, such as `.spec.containers[name="a"].image`. */
    void paths(String prefix, Consumer<String> to) {
        if (member) {
            to.accept(prefix);
        }
        children.forEach((step, child) -> child.paths(prefix + readable(step), to));
    }

    private static String readable(String step) {
        String value = step.substring(2);
        if (step.startsWith("f:")) {
            return "." + value;
        }
        if (step.startsWith("v:")) {
            return "[=" + value + "]";
        }
        StringBuilder keys = new StringBuilder("[");
        for (Map.Entry<String, JsonNode> key : Json.parse(value).properties()) {
            keys.append(keys.length() > 1 ? "," : "")
                    .append(key.getKey())
                    .append('=')
                    .append(key.getValue());
        }
        return keys.append(']').toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet set
                && set.member == member
                && set.children.equals(children);
    }

    @Override
    public int hashCode() {
        return 31 * children.hashCode() + Boolean.hashCode(member);
    }

    @Override
    public String toString() {
        return toJson().toString();
    }
}
