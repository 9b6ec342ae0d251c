package cn.ac.pcl.octopus.local.cluster.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document as its fields, each known by the names that lead to it. A list is the value of one
 * field: nobody here applies parts of a list that somebody else fills.
 */
final class Fields {
    /** What has no owner of the whole document. */
    private static final Set<String> TYPE = Set.of("apiVersion", "kind");

    private Fields() {}

    /** The fields that can have owners, with their values. */
    static Map<List<String>, JsonNode> of(ObjectNode document) {
        Map<List<String>, JsonNode> fields = new LinkedHashMap<>();
        document.properties().forEach(it -> collect(it, List.of(), fields));
        return fields;
    }

    private static void collect(
            Map.Entry<String, JsonNode> part, List<String> above, Map<List<String>, JsonNode> to) {
        List<String> path = below(above, part.getKey());
        boolean unowned =
                path.size() == 1
                        ? TYPE.contains(part.getKey())
                        : path.size() == 2
                                && above.getFirst().equals("metadata")
                                && Metadata.isKept(part.getKey());
        if (unowned) {
            return;
        }
        if (part.getValue().isObject() && !part.getValue().isEmpty()) {
            part.getValue().properties().forEach(it -> collect(it, path, to));
        } else {
            to.put(path, part.getValue());
        }
    }

    /** Takes a field out of the document, and what it leaves empty. */
    static void remove(ObjectNode document, List<String> path) {
        if (path.size() == 1) {
            document.remove(path.getFirst());
        } else if (document.path(path.getFirst()) instanceof ObjectNode part) {
            remove(part, path.subList(1, path.size()));
            if (part.isEmpty()) {
                document.remove(path.getFirst());
            }
        }
    }

    /** The path as messages show it, such as `spec.replicas`. */
    static String readable(List<String> path) {
        return String.join(".", path);
    }

    /** Reads a `fieldsV1`, in which `f:` stands before each name. */
    static Set<List<String>> parse(JsonNode fields) {
        Set<List<String>> paths = new LinkedHashSet<>();
        parse(fields, List.of(), paths);
        return paths;
    }

    private static void parse(JsonNode fields, List<String> above, Set<List<String>> to) {
        for (Map.Entry<String, JsonNode> step : fields.properties()) {
            if (!step.getKey().startsWith("f:")) {
                continue; // an item of a list, as earlier versions wrote it
            }
            List<String> path = below(above, step.getKey().substring("f:".length()));
            if (step.getValue().isEmpty()) {
                to.add(path);
            } else {
                parse(step.getValue(), path, to);
            }
        }
    }

    /** Writes a `fieldsV1`. */
    static ObjectNode json(Set<List<String>> paths) {
        ObjectNode fields = Json.object();
        for (List<String> path : paths) {
            ObjectNode here = fields;
            for (String name : path) {
                here = here.withObjectProperty("f:" + name);
            }
        }
        return fields;
    }

    private static List<String> below(List<String> above, String name) {
        List<String> path = new ArrayList<>(above);
        path.add(name);
        return List.copyOf(path);
    }
}
