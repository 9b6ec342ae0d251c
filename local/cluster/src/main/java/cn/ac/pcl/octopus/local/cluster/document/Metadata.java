package cn.ac.pcl.octopus.local.cluster.document;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Short words for the fields of `metadata`. */
public final class Metadata {
    /** What a new object brings along, and keeps. */
    private static final Set<String> GIVEN = Set.of("name", "namespace", "generateName");

    /** What the system writes. */
    private static final Set<String> WRITTEN =
            Set.of(
                    "uid",
                    "resourceVersion",
                    "generation",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "selfLink",
                    "managedFields");

    private static final Set<String> KEPT =
            Stream.of(GIVEN, WRITTEN).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

    private Metadata() {}

    public static ObjectNode of(ObjectNode document) {
        return document.withObjectProperty("metadata");
    }

    /** Whether no update changes the field, and nobody owns it. */
    static boolean isKept(String field) {
        return KEPT.contains(field);
    }

    /** Takes what the system writes out of a new object. */
    public static void clear(ObjectNode document) {
        of(document).remove(WRITTEN);
    }

    /** Gives an updated object what no update changes. */
    public static void keep(ObjectNode before, ObjectNode after) {
        KEPT.forEach(field -> Json.copy(before.path("metadata"), of(after), field));
    }

    public static String name(JsonNode document) {
        return Json.text(document, "metadata", "name");
    }

    public static String namespace(JsonNode document) {
        return Json.text(document, "metadata", "namespace");
    }

    public static String uid(JsonNode document) {
        return Json.text(document, "metadata", "uid");
    }

    public static String version(JsonNode document) {
        return Json.text(document, "metadata", "resourceVersion");
    }

    public static boolean isDeleting(JsonNode document) {
        return !Json.isBlank(Json.at(document, "metadata", "deletionTimestamp"));
    }

    public static JsonNode finalizers(JsonNode document) {
        return Json.at(document, "metadata", "finalizers");
    }

    public static JsonNode owners(JsonNode document) {
        return Json.at(document, "metadata", "ownerReferences");
    }

    public static void addFinalizer(ObjectNode document, String finalizer) {
        ArrayNode finalizers = of(document).withArrayProperty("finalizers");
        if (!Json.holds(finalizers, finalizer)) {
            finalizers.add(finalizer);
        }
    }

    public static void removeFinalizer(ObjectNode document, String finalizer) {
        if (finalizers(document) instanceof ArrayNode finalizers) {
            finalizers.removeIf(it -> it.stringValue("").equals(finalizer));
            if (finalizers.isEmpty()) {
                of(document).remove("finalizers");
            }
        }
    }
}
