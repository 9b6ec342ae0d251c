package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.document.NameForm;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the server refuses with 422: bad names and labels, and what breaks the rules of its type.
 */
final class Validation {
    private static final int MOST_ANNOTATIONS = 256 << 10;

    /** What may change of a volume: all but where its content is. */
    private static final Set<String> LOOSE_VOLUME =
            Set.of(
                    "accessModes",
                    "capacity",
                    "claimRef",
                    "mountOptions",
                    "nodeAffinity",
                    "persistentVolumeReclaimPolicy",
                    "storageClassName",
                    "volumeMode");

    private static final Set<String> BOUND_CLAIM = Set.of("resources");
    private static final Set<String> LOOSE_CLAIM = Set.of("resources", "volumeName");

    private Validation() {}

    /** Throws 422 with all that is wrong with a new object, if anything is. */
    static void check(ResourceType type, ObjectNode document) {
        Problems problems = new Problems();
        JsonNode spec = document.path("spec");
        always(type, document, problems);
        switch (type.id()) {
            case BuiltInTypes.PODS -> new PodRules(problems).check(spec);
            case BuiltInTypes.DEFINITIONS -> definition(Metadata.name(document), spec, problems);
            case BuiltInTypes.VOLUMES -> {
                problems.required("spec.capacity", spec.path("capacity"));
                problems.required("spec.accessModes", spec.path("accessModes"));
            }
            case BuiltInTypes.CLAIMS -> {
                problems.required("spec.accessModes", spec.path("accessModes"));
                problems.required(
                        "spec.resources[storage]",
                        Json.at(spec, "resources", "requests", "storage"));
            }
            default -> {
                // What is asked of the others holds for their updates as well.
            }
        }
        problems.conclude(type, document);
    }

    /** Throws 422 where an update makes an object wrong, or changes what it keeps for life. */
    static void checkUpdate(ResourceType type, ObjectNode before, ObjectNode after) {
        Problems problems = new Problems();
        always(type, after, problems);
        switch (type.id()) {
            case BuiltInTypes.PODS -> kept(before, after, Set.of(), problems);
            case BuiltInTypes.VOLUMES -> kept(before, after, LOOSE_VOLUME, problems);
            case BuiltInTypes.CLAIMS -> {
                boolean bound = !Json.text(before, "spec", "volumeName").isEmpty();
                kept(before, after, bound ? BOUND_CLAIM : LOOSE_CLAIM, problems);
            }
            default -> {
                // The others may become anything that could be created.
            }
        }
        problems.conclude(type, after);
    }

    /** Throws 422 where a whole update does not say what it replaces, but must. */
    static void checkReplacement(ResourceType type, ObjectNode body) {
        Problems problems = new Problems();
        if (type.has(Trait.VERSIONED)) {
            problems.required(
                    "metadata.resourceVersion", Json.at(body, "metadata", "resourceVersion"));
        }
        problems.conclude(type, body);
    }

    private static void kept(
            ObjectNode before, ObjectNode after, Set<String> loose, Problems problems) {
        boolean same = fixed(before, loose).equals(fixed(after, loose));
        problems.hold(same, "spec", "this server lets an update change nothing but " + loose);
    }

    private static JsonNode fixed(ObjectNode document, Set<String> loose) {
        return document.path("spec") instanceof ObjectNode spec
                ? spec.deepCopy().remove(loose)
                : Json.object();
    }

    /** What is asked of new objects and of changed ones. */
    private static void always(ResourceType type, ObjectNode document, Problems problems) {
        metadata(type, document, problems);
        switch (type.id()) {
            case BuiltInTypes.SECRETS ->
                    problems.hold(
                            !document.has("stringData"),
                            "stringData",
                            "this server takes `data` only");
            case BuiltInTypes.LEASES ->
                    problems.hold(
                            Json.at(document, "spec", "leaseDurationSeconds").asLong(1) > 0,
                            "spec.leaseDurationSeconds",
                            "must be greater than 0");
            case BuiltInTypes.EVENTS -> {
                String about = Json.text(document, "involvedObject", "namespace");
                problems.hold(
                        about.isEmpty() || about.equals(Metadata.namespace(document)),
                        "involvedObject.namespace",
                        "does not match event.namespace");
            }
            default -> {
                // Metadata is all that is looked at.
            }
        }
    }

    private static void metadata(ResourceType type, ObjectNode document, Problems problems) {
        NameForm form = type.has(Trait.LABEL_NAMES) ? NameForm.LABEL : NameForm.SUBDOMAIN;
        problems.form("metadata.name", Metadata.name(document), form);
        problems.labels("metadata.labels", Json.at(document, "metadata", "labels"));
        long size = 0;
        for (Map.Entry<String, JsonNode> annotation :
                Json.at(document, "metadata", "annotations").properties()) {
            String key = annotation.getKey();
            problems.form(
                    "metadata.annotations", key.toLowerCase(Locale.ROOT), NameForm.QUALIFIED_NAME);
            size += bytes(key) + bytes(annotation.getValue().asString(""));
        }
        problems.hold(
                size <= MOST_ANNOTATIONS,
                "metadata.annotations",
                "may not be more than %d bytes".formatted(MOST_ANNOTATIONS));
        for (JsonNode finalizer : Metadata.finalizers(document)) {
            problems.form("metadata.finalizers", finalizer.asString(""), NameForm.QUALIFIED_NAME);
        }
        owners(Metadata.owners(document), problems);
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void owners(JsonNode owners, Problems problems) {
        int controllers = 0;
        for (JsonNode owner : owners) {
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                problems.required("metadata.ownerReferences." + field, owner.path(field));
            }
            controllers += owner.path("controller").asBoolean(false) ? 1 : 0;
        }
        problems.hold(
                controllers < 2,
                "metadata.ownerReferences",
                "only one reference can have controller set to true");
    }

    private static void definition(String name, JsonNode spec, Problems problems) {
        problems.required("spec.names.kind", Json.at(spec, "names", "kind"));
        String proper = Json.text(spec, "names", "plural") + "." + Json.text(spec, "group");
        problems.hold(
                name.equals(proper), "metadata.name", "must be spec.names.plural+\".\"+spec.group");
    }
}
