package cn.ac.pcl.octopus.local.cluster.document;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a field is, in the steps of `fieldsV1`: `f:name`, `k:{keys of a list item}` and `v:value of
 * a set`.
 */
record FieldPath(List<String> steps) {
    static final FieldPath ROOT = new FieldPath(List.of());

    FieldPath {
        steps = List.copyOf(steps);
    }

    FieldPath to(String step) {
        List<String> longer = new ArrayList<>(steps);
        longer.add(step);
        return new FieldPath(longer);
    }

    FieldPath toField(String name) {
        return to("f:" + name);
    }

    boolean isBelow(FieldPath other) {
        return steps.size() > other.steps.size()
                && steps.subList(0, other.steps.size()).equals(other.steps);
    }

    /** The names of the fields on the way, without the list items. */
    List<String> names() {
        return steps.stream().filter(it -> it.startsWith("f:")).map(it -> it.substring(2)).toList();
    }

    /** The path as messages show it, such as `.spec.containers[name="a"].image`. */
    String readable() {
        StringBuilder text = new StringBuilder();
        for (String step : steps) {
            String value = step.substring(2);
            switch (step.charAt(0)) {
                case 'f' -> text.append('.').append(value);
                case 'v' -> text.append("[=").append(value).append(']');
                default -> {
                    List<String> keys = new ArrayList<>();
                    for (Map.Entry<String, JsonNode> key : Json.parse(value).properties()) {
                        keys.add(key.getKey() + "=" + key.getValue());
                    }
                    text.append('[').append(String.join(",", keys)).append(']');
                }
            }
        }
        return text.toString();
    }

    /** Reads a `fieldsV1`. */
    static Set<FieldPath> parse(JsonNode fields) {
        Set<FieldPath> paths = new LinkedHashSet<>();
        collect(fields, ROOT, paths);
        return paths;
    }

    private static void collect(JsonNode fields, FieldPath here, Set<FieldPath> to) {
        for (Map.Entry<String, JsonNode> step : fields.properties()) {
            if (step.getKey().equals(".")) {
                to.add(here);
            } else if (step.getValue().isEmpty()) {
                to.add(here.to(step.getKey()));
            } else {
                collect(step.getValue(), here.to(step.getKey()), to);
            }
        }
    }

    /** Writes a `fieldsV1`. */
    static ObjectNode json(Set<FieldPath> paths) {
        ObjectNode fields = Json.object();
        paths.forEach(path -> path.in(fields));
        for (FieldPath path : paths) {
            ObjectNode node = path.in(fields);
            if (!node.isEmpty()) {
                node.putObject(".");
            }
        }
        return fields;
    }

    private ObjectNode in(ObjectNode fields) {
        ObjectNode here = fields;
        for (String step : steps) {
            here = here.withObjectProperty(step);
        }
        return here;
    }
}
