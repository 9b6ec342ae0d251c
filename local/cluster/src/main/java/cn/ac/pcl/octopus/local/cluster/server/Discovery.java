package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells clients which groups, versions and types there are; and as much of the OpenAPI documents as
 * `kubectl apply` and `create` ask for: that writes take `fieldValidation`, which leaves it to the
 * server.
 */
final class Discovery {
    private static final List<String> VERBS =
            List.of("create", "delete", "get", "list", "patch", "update", "watch");
    private static final List<String> WRITES = List.of("get", "patch", "update");
    private static final String VERSION =
            """
            {"major": "1", "minor": "34", "gitVersion": "v1.34.0+octopus", "platform": "linux/amd64"}\
            """;
    private static final String VERSIONS =
            """
            {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}\
            """;
    private static final String PARAMETER =
            """
            {"name": "fieldValidation", "in": "query", "schema": {"type": "string"}}\
            """;

    private final TypeRegistry types;

    Discovery(TypeRegistry types) {
        this.types = types;
    }

    /** The answer for a path of discovery, if it is one. */
    Optional<ObjectNode> answer(List<String> path) {
        String text = String.join("/", path);
        return switch (text) {
            case "version" -> Optional.of((ObjectNode) Json.parse(VERSION));
            case "api" -> Optional.of((ObjectNode) Json.parse(VERSIONS));
            case "apis" -> Optional.of(groups());
            case "openapi/v3" -> Optional.of(schemas());
            default ->
                    text.startsWith("openapi/v3/")
                            ? Optional.of(schema(text.substring("openapi/v3/".length())))
                            : resources(text);
        };
    }

    private ObjectNode groups() {
        ObjectNode list = list("APIGroupList");
        ArrayNode groups = list.putArray("groups");
        types.all().stream()
                .filter(type -> !type.group().isEmpty())
                .map(type -> type.group() + " " + type.version())
                .distinct()
                .forEach(served -> {
                    String[] parts = served.split(" ", 2);
                    ObjectNode version = Json.object();
                    version.put("groupVersion", parts[0] + "/" + parts[1]);
                    version.put("version", parts[1]);
                    ObjectNode group = groups.addObject().put("name", parts[0]);
                    group.putArray("versions").add(version);
                    group.set("preferredVersion", version);
                });
        return list;
    }

    private Optional<ObjectNode> resources(String base) {
        List<ResourceType> found = of(base);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode list = list("APIResourceList");
        list.put("groupVersion", found.getFirst().apiVersion());
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : found) {
            ObjectNode resource = resource(resources, type, "", type.kind(), VERBS);
            type.shortNames().forEach(resource.withArrayProperty("shortNames")::add);
            if (type.has(Trait.STATUS)) {
                resource(resources, type, "/status", type.kind(), WRITES);
            }
            if (type.id().equals(BuiltInTypes.PODS)) {
                resource(resources, type, "/log", type.kind(), List.of("get"));
                resource(resources, type, "/binding", "Binding", List.of("create"));
            }
        }
        return Optional.of(list);
    }

    private static ObjectNode resource(
            ArrayNode to, ResourceType type, String sub, String kind, List<String> verbs) {
        ObjectNode resource = to.addObject();
        resource.put("name", type.plural() + sub);
        resource.put("singularName", sub.isEmpty() ? kind.toLowerCase(Locale.ROOT) : "");
        resource.put("namespaced", type.namespaced());
        resource.put("kind", kind);
        verbs.forEach(resource.putArray("verbs")::add);
        return resource;
    }

    private ObjectNode schemas() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        for (ResourceType type : types.all()) {
            paths.putObject(base(type)).put("serverRelativeURL", "/openapi/v3/" + base(type));
        }
        return index;
    }

    private ObjectNode schema(String base) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.34.0");
        ObjectNode paths = document.putObject("paths");
        for (ResourceType type : of(base)) {
            ObjectNode patch =
                    paths.putObject("/" + base + "/" + type.plural() + "/{name}")
                            .putObject("patch");
            patch.putArray("parameters").add(Json.parse(PARAMETER));
            patch.putObject("responses").putObject("200").put("description", "OK");
            patch.putObject("x-kubernetes-group-version-kind")
                    .put("group", type.group())
                    .put("version", type.version())
                    .put("kind", type.kind());
        }
        return document;
    }

    private List<ResourceType> of(String base) {
        return types.all().stream().filter(type -> base(type).equals(base)).toList();
    }

    private static String base(ResourceType type) {
        return type.group().isEmpty() ? "api/v1" : "apis/" + type.apiVersion();
    }

    private static ObjectNode list(String kind) {
        return Json.object().put("kind", kind).put("apiVersion", "v1");
    }
}
