package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import io.fabric8.zjsonpatch.JsonPatch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change of a document as a client sends it.
 *
 * @param body a JSON patch if it is a list, else a merge patch (RFC 7386)
 */
record Patch(JsonNode body) {
    static final String JSON = "application/json-patch+json";
    static final String MERGE = "application/merge-patch+json";
    static final String APPLY = "application/apply-patch+yaml";

    /** The document as the patch makes it. */
    ObjectNode on(ObjectNode document) {
        JsonNode result = body.isArray() ? patched(document) : Json.merged(document, body);
        if (result instanceof ObjectNode object) {
            return object;
        }
        throw ApiFailure.badRequest("the patch leaves no object");
    }

    private JsonNode patched(ObjectNode document) {
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
