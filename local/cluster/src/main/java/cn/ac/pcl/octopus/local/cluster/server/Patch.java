package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.MergePatch;
import io.fabric8.zjsonpatch.JsonPatch;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A change of a document as a client sends it. */
record Patch(Format format, JsonNode body) {
    private static final String ACCEPTED =
            "application/json-patch+json, application/merge-patch+json,"
                    + " application/apply-patch+yaml";

    /** The formats that are understood. */
    enum Format {
        JSON,
        MERGE,
        APPLY
    }

    static Patch parse(String contentType, byte[] body) {
        Format format =
                switch (contentType) {
                    case "application/json-patch+json" -> Format.JSON;
                    case "application/merge-patch+json" -> Format.MERGE;
                    case "application/apply-patch+yaml" -> Format.APPLY;
                    default -> throw ApiFailure.unsupportedMediaType(ACCEPTED);
                };
        try {
            JsonNode document = format == Format.APPLY ? Json.parseYaml(body) : Json.parse(body);
            boolean fits = format == Format.JSON ? document.isArray() : document.isObject();
            if (!fits) {
                throw ApiFailure.badRequest("the patch has the wrong form for " + contentType);
            }
            return new Patch(format, document);
        } catch (JacksonException e) {
            throw ApiFailure.badRequest("error decoding patch: " + e.getOriginalMessage());
        }
    }

    /** The document as the patch makes it; for formats that patch. */
    ObjectNode on(ObjectNode document) {
        JsonNode result =
                switch (format) {
                    case MERGE -> MergePatch.apply(document, body);
                    case JSON -> jsonPatched(document);
                    case APPLY -> throw new IllegalStateException("An apply is not a patch");
                };
        if (result instanceof ObjectNode object) {
            return object;
        }
        throw ApiFailure.badRequest("the patch leaves no object");
    }

    private JsonNode jsonPatched(ObjectNode document) {
        try {
            return JsonPatch.apply(body, document.deepCopy());
        } catch (RuntimeException e) {
            // The library throws several unrelated types; all of them mean that the patch is wrong.
            throw new ApiFailure(
                    422,
                    "Invalid",
                    "the server rejected our request due to an error in our request: "
                            + e.getMessage());
        }
    }
}
