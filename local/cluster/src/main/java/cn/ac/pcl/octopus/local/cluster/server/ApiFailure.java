package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A request that is refused, with the `Status` document that says why. */
final class ApiFailure extends RuntimeException {
    private final int code;
    private final String reason;
    private final ObjectNode details = Json.object();

    /** One of several causes of a refusal. */
    record Cause(String reason, String message, String field) {}

    ApiFailure(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.reason = reason;
    }

    static ApiFailure notFound(ResourceType type, String name) {
        return about(404, "NotFound", type, name, " not found");
    }

    static ApiFailure noSuchResource() {
        return new ApiFailure(404, "NotFound", "the server could not find the requested resource");
    }

    static ApiFailure alreadyExists(ResourceType type, String name) {
        return about(409, "AlreadyExists", type, name, " already exists");
    }

    static ApiFailure conflict(ResourceType type, String name, String why) {
        return about(409, "Conflict", type, name, " cannot be changed as asked: " + why);
    }

    static ApiFailure badRequest(String message) {
        return new ApiFailure(400, "BadRequest", message);
    }

    static ApiFailure forbidden(ResourceType type, String name, String why) {
        return about(403, "Forbidden", type, name, " is forbidden: " + why);
    }

    static ApiFailure expired(String message) {
        return new ApiFailure(410, "Expired", message);
    }

    static ApiFailure methodNotAllowed() {
        return new ApiFailure(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource");
    }

    static ApiFailure invalid(ResourceType type, String name, List<Cause> causes) {
        List<String> texts =
                causes.stream().map(cause -> cause.field() + ": " + cause.message()).toList();
        String text = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
        return about(422, "Invalid", type, name, " is invalid: " + text).causes(causes);
    }

    private static ApiFailure about(
            int code, String reason, ResourceType type, String name, String problem) {
        String message = "%s \"%s\"%s".formatted(type.id(), name, problem);
        ApiFailure failure = new ApiFailure(code, reason, message);
        failure.details.put("name", name);
        failure.details.put("group", type.group());
        failure.details.put("kind", type.plural());
        return failure;
    }

    ApiFailure causes(List<Cause> causes) {
        ArrayNode list = details.putArray("causes");
        for (Cause cause : causes) {
            list.addObject()
                    .put("reason", cause.reason())
                    .put("message", cause.message())
                    .put("field", cause.field());
        }
        return this;
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        ObjectNode status = Json.status("Failure", code);
        status.put("message", getMessage());
        status.put("reason", reason);
        if (!details.isEmpty()) {
            status.set("details", details);
        }
        return status;
    }
}
