package cn.ac.pcl.octopus.local.cluster.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Which types are served now: the built-in ones and those of established definitions. */
public final class TypeRegistry {
    private final Map<String, ResourceType> custom = new ConcurrentHashMap<>();

    public Optional<ResourceType> find(String group, String version, String plural) {
        return all().stream()
                .filter(type ->
                        type.plural().equals(plural)
                                && type.group().equals(group)
                                && type.version().equals(version))
                .findFirst();
    }

    /** A type by the id under which its objects are stored. */
    public Optional<ResourceType> byId(String id) {
        return all().stream().filter(type -> type.id().equals(id)).findFirst();
    }

    public ResourceType builtIn(String id) {
        return byId(id).orElseThrow();
    }

    /** Serves a custom type, in place of an older form of it. */
    public void define(ResourceType type) {
        custom.put(type.id(), type);
    }

    public void undefine(String id) {
        custom.remove(id);
    }

    /** All served types, built-in ones first. */
    public List<ResourceType> all() {
        return Stream.concat(BuiltInTypes.ALL.stream(), custom.values().stream()).toList();
    }
}
