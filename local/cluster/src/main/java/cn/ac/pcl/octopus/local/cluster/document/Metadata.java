package cn.ac.pcl.octopus.local.cluster.document;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Short words for the fields of `metadata`. */
public final class Metadata {
    private Metadata() {}

    public static ObjectNode of(ObjectNode document) {
        return document.withObjectProperty("metadata");
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
