package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells clients which groups, versions and types there are. */
final class Discovery {
    static final String VERSION = "v1.34.0";
    private static final List<String> VERBS =
            List.of(
                    "create",
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "update",
                    "watch");

    private final TypeRegistry types;

    Discovery(TypeRegistry types) {
        this.types = types;
    }

    /** The answer for a path of discovery, if it is one. */
    Optional<ObjectNode> answer(List<String> path) {
        if (path.equals(List.of("version"))) {
            return Optional.of(version());
        }
        if (path.equals(List.of("api"))) {
            ObjectNode versions = Json.object();
            versions.put("kind", "APIVersions");
            versions.putArray("versions").add("v1");
            versions.putArray("serverAddressByClientCIDRs");
            return Optional.of(versions);
        }
        if (path.equals(List.of("apis"))) {
            return Optional.of(groups());
        }
        if (path.equals(List.of("api", "v1"))) {
            return resources("", "v1");
        }
        if (path.size() == 2 && path.getFirst().equals("apis")) {
            Set<String> versions = versionsByGroup().get(path.get(1));
            return Optional.ofNullable(versions)
                    .map(served -> {
                        ObjectNode group = group(path.get(1), served);
                        group.put("kind", "APIGroup");
                        group.put("apiVersion", "v1");
                        return group;
                    });
        }
        if (path.size() == 3 && path.getFirst().equals("apis")) {
            return resources(path.get(1), path.get(2));
        }
        return Optional.empty();
    }

    private static ObjectNode version() {
        ObjectNode version = Json.object();
        version.put("major", "1");
        version.put("minor", "34");
        version.put("gitVersion", VERSION + "+octopus");
        version.put("gitCommit", "");
        version.put("gitTreeState", "clean");
        version.put("buildDate", "1970-01-01T00:00:00Z");
        version.put("goVersion", "");
        version.put("compiler", "javac");
        version.put("platform", "linux/amd64");
        return version;
    }

    private ObjectNode groups() {
        ObjectNode list = Json.object();
        list.put("kind", "APIGroupList");
        list.put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        versionsByGroup().forEach((name, versions) -> groups.add(group(name, versions)));
        return list;
    }

    private Map<String, Set<String>> versionsByGroup() {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        for (ResourceType type : types.all()) {
            if (!type.group().isEmpty()) {
                groups.computeIfAbsent(type.group(), _ -> new LinkedHashSet<>())
                        .add(type.version());
            }
        }
        return groups;
    }

    private static ObjectNode group(String name, Set<String> versions) {
        ObjectNode group = Json.object();
        group.put("name", name);
        ArrayNode list = group.putArray("versions");
        for (String version : versions) {
            list.addObject().put("groupVersion", name + "/" + version).put("version", version);
        }
        group.set("preferredVersion", list.path(0));
        return group;
    }

    private Optional<ObjectNode> resources(String group, String version) {
        List<ResourceType> found = new ArrayList<>();
        for (ResourceType type : types.all()) {
            if (type.group().equals(group) && type.version().equals(version)) {
                found.add(type);
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode list = Json.object();
        list.put("kind", "APIResourceList");
        list.put("apiVersion", "v1");
        list.put("groupVersion", found.getFirst().apiVersion());
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : found) {
            ObjectNode resource = resource(resources, type, "", type.kind(), VERBS);
            resource.put("singularName", type.names().singular());
            type.names().shortNames().forEach(resource.withArrayProperty("shortNames")::add);
            type.names().categories().forEach(resource.withArrayProperty("categories")::add);
            if (type.has(Trait.STATUS)) {
                resource(
                        resources, type, "/status", type.kind(), List.of("get", "patch", "update"));
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
        resource.put("singularName", "");
        resource.put("namespaced", type.namespaced());
        resource.put("kind", kind);
        verbs.forEach(resource.putArray("verbs")::add);
        return resource;
    }
}
