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

/** Tells clients which groups, versions and types there are. */
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
            default -> resources(text);
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
        List<ResourceType> found =
                types.all().stream().filter(type -> base(type).equals(base)).toList();
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

    private static String base(ResourceType type) {
        return type.group().isEmpty() ? "api/v1" : "apis/" + type.apiVersion();
    }

    private static ObjectNode list(String kind) {
        return Json.object().put("kind", kind).put("apiVersion", "v1");
    }
}
