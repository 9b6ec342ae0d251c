package cn.ac.pcl.octopus.local.cluster.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
    private static final List<String> UNOWNED_METADATA =
            List.of(
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

    private final StructuredMerge merge;
    private final Writer writer;

    /**
     * Who writes, and through what.
     *
     * @param subresource empty for the object itself
     */
    public record Writer(String manager, String apiVersion, String subresource, Instant at) {}

    /** Fields that another manager owns. */
    public record Conflict(String manager, List<String> fields) {}

    /** The outcome of an apply: an object, or what stands in its way. */
    public record Applied(ObjectNode document, List<Conflict> conflicts) {}

    /**
     * As an API server sorts them, so that an entry keeps its place while nothing about it changes.
     */
    private static final Comparator<Entry> ORDER =
            Comparator.comparing(Entry::operation)
                    .thenComparing(Entry::time)
                    .thenComparing(Entry::manager)
                    .thenComparing(Entry::apiVersion)
                    .thenComparing(Entry::subresource);

    private record Entry(
            String manager,
            String operation,
            String apiVersion,
            String time,
            String subresource,
            FieldSet fields) {
        boolean isSame(Entry other) {
            return manager.equals(other.manager)
                    && operation.equals(other.operation)
                    && subresource.equals(other.subresource)
                    && apiVersion.equals(other.apiVersion);
        }
    }

    public FieldOwnership(ListTypes types, Writer writer) {
        this.merge = new StructuredMerge(types);
        this.writer = writer;
    }

    /** Applies a configuration to the live object, or to nothing. */
    public Applied apply(@Nullable ObjectNode live, ObjectNode configuration, boolean force) {
        ObjectNode before = live == null ? Json.object() : live;
        ObjectNode applied = withoutNulls(configuration);
        FieldSet fields = ownable(applied);
        ObjectNode scoped = scoped(applied);
        ObjectNode merged = (ObjectNode) merge.merge(before, scoped);
        FieldSet changed = merge.compare(strip(before), strip(merged)).changed();

        Entry mine = entry("Apply", fields);
        FieldSet previous = new FieldSet();
        FieldSet othersOwn = new FieldSet();
        List<Entry> others = new ArrayList<>();
        List<Conflict> conflicts = new ArrayList<>();
        for (Entry entry : entries(before)) {
            if (entry.isSame(mine)) {
                previous = entry.fields();
                mine =
                        new Entry(
                                mine.manager(),
                                mine.operation(),
                                mine.apiVersion(),
                                entry.time(),
                                mine.subresource(),
                                fields);
                continue;
            }
            FieldSet contested = entry.fields().intersection(changed);
            if (!contested.isEmpty()) {
                List<String> paths = new ArrayList<>();
                contested.paths("", paths::add);
                conflicts.add(new Conflict(entry.manager(), paths));
                entry.fields().removeAll(contested);
            }
            if (!entry.fields().isEmpty()) {
                others.add(entry);
                othersOwn.addAll(entry.fields());
            }
        }
        if (!conflicts.isEmpty() && !force) {
            return new Applied(before, conflicts);
        }
        FieldSet kept = new FieldSet();
        kept.addAll(fields);
        kept.addAll(othersOwn);
        merge.remove(merged, previous, kept);
        boolean same = fields.equals(previous) && strip(before).equals(strip(merged));
        others.add(same ? mine : entry("Apply", fields));
        write(merged, others);
        return new Applied(merged, List.of());
    }

    /** Gives the writer what it changed between the two objects. */
    public void update(@Nullable ObjectNode before, ObjectNode after) {
        ObjectNode old = before == null ? Json.object() : before;
        StructuredMerge.Difference difference = merge.compare(strip(old), strip(after));
        List<Entry> entries = new ArrayList<>();
        Entry mine = entry("Update", difference.changed());
        boolean changes = !difference.changed().isEmpty();
        for (Entry entry : entries(old)) {
            entry.fields().removeAll(difference.removed());
            if (entry.isSame(mine)) {
                if (changes) {
                    mine.fields().addAll(entry.fields());
                    continue;
                }
            } else {
                entry.fields().removeAll(difference.changed());
            }
            if (!entry.fields().isEmpty()) {
                entries.add(entry);
            }
        }
        if (changes) {
            entries.add(mine);
        }
        write(after, entries);
    }

    private Entry entry(String operation, FieldSet fields) {
        return new Entry(
                writer.manager(),
                operation,
                writer.apiVersion(),
                writer.at().toString(),
                writer.subresource(),
                fields);
    }

    private FieldSet ownable(ObjectNode applied) {
        return merge.fields(strip(scoped(applied)));
    }

    /** The part of an applied configuration that the subresource takes. */
    private ObjectNode scoped(ObjectNode applied) {
        if (writer.subresource().isEmpty()) {
            return applied;
        }
        ObjectNode part = Json.object();
        JsonNode status = applied.path(writer.subresource());
        if (!status.isMissingNode()) {
            part.set(writer.subresource(), status);
        }
        return part;
    }

    private static ObjectNode strip(ObjectNode document) {
        ObjectNode owned = document.deepCopy();
        owned.remove(List.of("apiVersion", "kind"));
        if (owned.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(UNOWNED_METADATA);
            if (metadata.isEmpty()) {
                owned.remove("metadata");
            }
        }
        return owned;
    }

    private static ObjectNode withoutNulls(ObjectNode document) {
        ObjectNode copy = document.deepCopy();
        dropNulls(copy);
        return copy;
    }

    private static void dropNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.removeIf(JsonNode::isNull);
        }
        node.forEach(FieldOwnership::dropNulls);
    }

    private static List<Entry> entries(ObjectNode document) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : Json.at(document, "metadata", "managedFields")) {
            entries.add(
                    new Entry(
                            Json.text(entry, "manager"),
                            Json.text(entry, "operation"),
                            Json.text(entry, "apiVersion"),
                            Json.text(entry, "time"),
                            Json.text(entry, "subresource"),
                            FieldSet.parse(entry.path("fieldsV1"))));
        }
        return entries;
    }

    private static void write(ObjectNode document, List<Entry> entries) {
        ObjectNode metadata = Metadata.of(document);
        metadata.remove("managedFields");
        if (entries.isEmpty()) {
            return;
        }
        ArrayNode list = metadata.putArray("managedFields");
        for (Entry entry : entries.stream().sorted(ORDER).toList()) {
            ObjectNode node = list.addObject();
            node.put("manager", entry.manager());
            node.put("operation", entry.operation());
            node.put("apiVersion", entry.apiVersion());
            node.put("time", entry.time());
            node.put("fieldsType", "FieldsV1");
            node.set("fieldsV1", entry.fields().toJson());
            if (!entry.subresource().isEmpty()) {
                node.put("subresource", entry.subresource());
            }
        }
    }
}
