package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of the OpenAPI documents as `kubectl apply` asks for: whether patches take
 * `fieldValidation`, which leaves validation to the server.
 */
final class OpenApi {
    private static final List<String> PARAMETERS =
            List.of("dryRun", "fieldManager", "fieldValidation", "force");

    private final TypeRegistry types;

    OpenApi(TypeRegistry types) {
        this.types = types;
    }

    Optional<ObjectNode> answer(List<String> path) {
        if (path.size() < 2 || !path.get(0).equals("openapi") || !path.get(1).equals("v3")) {
            return Optional.empty();
        }
        if (path.size() == 2) {
            return Optional.of(index());
        }
        String base = String.join("/", path.subList(2, path.size()));
        return Optional.of(document(base));
    }

    private ObjectNode index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        for (ResourceType type : types.all()) {
            paths.putObject(base(type)).put("serverRelativeURL", "/openapi/v3/" + base(type));
        }
        return index;
    }

    private ObjectNode document(String base) {
        ObjectNode document = Json.object();
        document.put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", Discovery.VERSION);
        ObjectNode paths = document.putObject("paths");
        for (ResourceType type : types.all()) {
            if (base(type).equals(base)) {
                String place =
                        "/%s/%s%s/{name}"
                                .formatted(
                                        base,
                                        type.namespaced() ? "namespaces/{namespace}/" : "",
                                        type.plural());
                patch(paths.putObject(place).putObject("patch"), type);
            }
        }
        return document;
    }

    private static void patch(ObjectNode operation, ResourceType type) {
        for (String name : PARAMETERS) {
            ObjectNode parameter = operation.withArrayProperty("parameters").addObject();
            parameter.put("name", name).put("in", "query");
            parameter.putObject("schema").put("type", "string");
        }
        operation.putObject("responses").putObject("200").put("description", "OK");
        operation
                .putObject("x-kubernetes-group-version-kind")
                .put("group", type.group())
                .put("version", type.version())
                .put("kind", type.kind());
    }

    private static String base(ResourceType type) {
        return type.group().isEmpty() ? "api/v1" : "apis/" + type.apiVersion();
    }
}
