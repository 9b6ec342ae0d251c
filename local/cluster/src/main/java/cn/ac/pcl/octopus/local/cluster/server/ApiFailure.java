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
        return new ApiFailure(
                        404,
                        "NotFound",
                        "%s \"%s\" not found".formatted(type.qualifiedName(), name))
                .about(type, name);
    }

    static ApiFailure noSuchResource() {
        return new ApiFailure(404, "NotFound", "the server could not find the requested resource");
    }

    static ApiFailure alreadyExists(ResourceType type, String name) {
        return new ApiFailure(
                        409,
                        "AlreadyExists",
                        "%s \"%s\" already exists".formatted(type.qualifiedName(), name))
                .about(type, name);
    }

    static ApiFailure conflict(ResourceType type, String name, String why) {
        return new ApiFailure(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on %s \"%s\": %s"
                                .formatted(type.qualifiedName(), name, why))
                .about(type, name);
    }

    static ApiFailure precondition(ResourceType type, String name, String why) {
        return new ApiFailure(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on %s \"%s\": %s"
                                .formatted(type.kind(), name, why))
                .about(type, name);
    }

    static ApiFailure modified(ResourceType type, String name) {
        return conflict(
                type,
                name,
                "the object has been modified; please apply your changes to the latest version and"
                        + " try again");
    }

    static ApiFailure badRequest(String message) {
        return new ApiFailure(400, "BadRequest", message);
    }

    static ApiFailure forbidden(ResourceType type, String name, String why) {
        return new ApiFailure(
                        403,
                        "Forbidden",
                        "%s \"%s\" is forbidden: %s".formatted(type.qualifiedName(), name, why))
                .about(type, name);
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

    static ApiFailure unsupportedMediaType(String accepted) {
        return new ApiFailure(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + accepted);
    }

    static ApiFailure invalid(ResourceType type, String name, List<Cause> causes) {
        return invalid(type.group(), type.kind(), name, causes);
    }

    static ApiFailure invalid(String group, String kind, String name, List<Cause> causes) {
        List<String> texts =
                causes.stream().map(cause -> cause.field() + ": " + cause.message()).toList();
        String text = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
        String qualified = group.isEmpty() ? kind : kind + "." + group;
        ApiFailure failure =
                new ApiFailure(
                        422,
                        "Invalid",
                        "%s \"%s\" is invalid: %s".formatted(qualified, name, text));
        failure.describe(group, kind, name);
        failure.causes(causes);
        return failure;
    }

    ApiFailure about(ResourceType type, String name) {
        describe(type.group(), type.plural(), name);
        return this;
    }

    ApiFailure causes(List<Cause> causes) {
        ArrayNode list = details.putArray("causes");
        for (Cause cause : causes) {
            ObjectNode node = list.addObject();
            node.put("reason", cause.reason());
            node.put("message", cause.message());
            if (!cause.field().isEmpty()) {
                node.put("field", cause.field());
            }
        }
        return this;
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        ObjectNode status = Json.object();
        status.put("kind", "Status");
        status.put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure");
        status.put("message", getMessage());
        status.put("reason", reason);
        if (!details.isEmpty()) {
            status.set("details", details);
        }
        status.put("code", code);
        return status;
    }

    private void describe(String group, String kind, String name) {
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        details.put("kind", kind);
    }
}
