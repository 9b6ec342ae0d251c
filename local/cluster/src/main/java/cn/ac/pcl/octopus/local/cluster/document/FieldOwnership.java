package cn.ac.pcl.octopus.local.cluster.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who owns which field (`metadata.managedFields`), and server-side apply.
 *
 * <p>An apply:
 *
 * <ol>
 *   <li>merges the applied fields into the live object;
 *   <li>finds the fields that this changes and that another manager owns: a conflict, unless
 *       forced, which takes the fields from the others;
 *   <li>removes the fields that the manager applied before, does not apply now, and nobody else
 *       owns;
 *   <li>remembers the applied fields as the manager's.
 * </ol>
 *
 * <p>Any other write makes its manager the owner of what it changed, and of nothing else.
 */
public final class FieldOwnership {
    /**
     * As an API server sorts them, so that an entry keeps its place while nothing about it changes.
     */
    private static final Comparator<Entry> ORDER =
            Comparator.comparing((Entry entry) -> entry.operation)
                    .thenComparing(entry -> entry.time)
                    .thenComparing(entry -> entry.writer.manager())
                    .thenComparing(entry -> entry.writer.apiVersion())
                    .thenComparing(entry -> entry.writer.subresource());

    private final Writer writer;
    private final String now;

    /**
     * Who writes, and through what.
     *
     * @param subresource empty for the object itself
     */
    public record Writer(String manager, String apiVersion, String subresource) {}

    /** A field that another manager owns. */
    public record Conflict(String manager, String field) {}

    /** The outcome of an apply: an object, or what stands in its way. */
    public record Applied(ObjectNode document, List<Conflict> conflicts) {}

    private record Entry(Writer writer, String operation, String time, Set<List<String>> fields) {
        boolean isOf(Writer other, String kind) {
            return writer.equals(other) && operation.equals(kind);
        }
    }

    public FieldOwnership(Writer writer, Instant now) {
        this.writer = writer;
        this.now = now.toString();
    }

    /** Applies a configuration to the live object, or to nothing. */
    public Applied apply(@Nullable ObjectNode live, ObjectNode configuration, boolean force) {
        ObjectNode before = live == null ? Json.object() : live;
        ObjectNode wanted = scoped(configuration);
        ObjectNode merged = (ObjectNode) Json.merged(before, wanted);
        Set<List<String>> fields = Fields.of(wanted).keySet();
        Set<List<String>> changed = differing(Fields.of(merged), Fields.of(before));
        Set<List<String>> kept = new HashSet<>(fields);
        Entry previous = new Entry(writer, "Apply", now, Set.of());
        List<Entry> others = new ArrayList<>();
        List<Conflict> conflicts = new ArrayList<>();
        for (Entry entry : entries(before)) {
            if (entry.isOf(writer, "Apply")) {
                previous = entry;
                continue;
            }
            for (List<String> field : entry.fields()) {
                if (changed.contains(field)) {
                    conflicts.add(
                            new Conflict(entry.writer().manager(), "." + Fields.readable(field)));
                }
            }
            entry.fields().removeAll(changed);
            kept.addAll(entry.fields());
            others.add(entry);
        }
        if (!conflicts.isEmpty() && !force) {
            return new Applied(before, conflicts);
        }
        for (List<String> field : previous.fields()) {
            if (!kept.contains(field)) {
                Fields.remove(merged, field);
            }
        }
        boolean same = changed.isEmpty() && fields.equals(previous.fields());
        others.add(new Entry(writer, "Apply", same ? previous.time() : now, fields));
        write(merged, others);
        return new Applied(merged, List.of());
    }

    /** Gives the writer what it changed between the two objects. */
    public void update(@Nullable ObjectNode before, ObjectNode after) {
        ObjectNode old = before == null ? Json.object() : before;
        Map<List<String>, JsonNode> was = Fields.of(old);
        Map<List<String>, JsonNode> is = Fields.of(after);
        Set<List<String>> changed = differing(is, was);
        Set<List<String>> mine = new LinkedHashSet<>(changed);
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : entries(old)) {
            entry.fields().removeIf(field -> was.containsKey(field) && !is.containsKey(field));
            if (entry.isOf(writer, "Update") && !changed.isEmpty()) {
                mine.addAll(entry.fields());
            } else {
                entry.fields().removeAll(changed);
                entries.add(entry);
            }
        }
        if (!changed.isEmpty()) {
            entries.add(new Entry(writer, "Update", now, mine));
        }
        write(after, entries);
    }

    /** The fields of the first that the second lacks or has otherwise. */
    private static Set<List<String>> differing(
            Map<List<String>, JsonNode> is, Map<List<String>, JsonNode> was) {
        Set<List<String>> fields = new LinkedHashSet<>();
        is.forEach((field, value) -> {
            if (!value.equals(was.get(field))) {
                fields.add(field);
            }
        });
        return fields;
    }

    /** The part of an applied configuration that the subresource takes. */
    private ObjectNode scoped(ObjectNode configuration) {
        if (writer.subresource().isEmpty()) {
            return configuration;
        }
        ObjectNode part = Json.object();
        JsonNode value = configuration.path(writer.subresource());
        if (!value.isMissingNode()) {
            part.set(writer.subresource(), value);
        }
        return part;
    }

    private static List<Entry> entries(ObjectNode document) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : Json.at(document, "metadata", "managedFields")) {
            entries.add(
                    new Entry(
                            new Writer(
                                    Json.text(entry, "manager"),
                                    Json.text(entry, "apiVersion"),
                                    Json.text(entry, "subresource")),
                            Json.text(entry, "operation"),
                            Json.text(entry, "time"),
                            Fields.parse(entry.path("fieldsV1"))));
        }
        return entries;
    }

    private static void write(ObjectNode document, List<Entry> entries) {
        ObjectNode metadata = Metadata.of(document);
        metadata.remove("managedFields");
        for (Entry entry : entries.stream().sorted(ORDER).toList()) {
            if (entry.fields().isEmpty()) {
                continue;
            }
            ArrayNode list = metadata.withArrayProperty("managedFields");
            ObjectNode node = list.addObject();
            node.put("manager", entry.writer().manager());
            node.put("operation", entry.operation());
            node.put("apiVersion", entry.writer().apiVersion());
            node.put("time", entry.time());
            node.put("fieldsType", "FieldsV1");
            node.set("fieldsV1", Fields.json(entry.fields()));
            if (!entry.writer().subresource().isEmpty()) {
                node.put("subresource", entry.writer().subresource());
            }
        }
    }
}
