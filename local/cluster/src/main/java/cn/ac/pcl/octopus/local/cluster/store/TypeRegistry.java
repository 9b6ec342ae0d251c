package cn.ac.pcl.octopus.local.cluster.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which types are served now: the built-in ones and those of established definitions. */
public final class TypeRegistry {
    private record Address(String group, String version, String plural) {}

    private final Map<Address, ResourceType> custom = new ConcurrentHashMap<>();
    private final Map<Address, ResourceType> builtIn = new ConcurrentHashMap<>();

    public TypeRegistry() {
        BuiltInTypes.ALL.forEach(type -> builtIn.put(address(type), type));
    }

    public Optional<ResourceType> find(String group, String version, String plural) {
        Address address = new Address(group, version, plural);
        ResourceType type = builtIn.get(address);
        return Optional.ofNullable(type != null ? type : custom.get(address));
    }

    /** A type by the id under which its objects are stored; of several versions, any. */
    public Optional<ResourceType> byId(String id) {
        return all().stream().filter(type -> type.id().equals(id)).findFirst();
    }

    /** A type by group and kind; of several versions, the asked one where it is served. */
    public Optional<ResourceType> byKind(String apiVersion, String kind) {
        String group = apiVersion.contains("/") ? apiVersion.split("/", 2)[0] : "";
        Optional<ResourceType> exact =
                all().stream()
                        .filter(t -> t.kind().equals(kind) && t.apiVersion().equals(apiVersion))
                        .findFirst();
        return exact.or(() ->
                all().stream()
                        .filter(t -> t.kind().equals(kind) && t.group().equals(group))
                        .findFirst());
    }

    /** Replaces the served versions of one custom type. */
    public void define(String id, Collection<ResourceType> versions) {
        undefine(id);
        versions.forEach(type -> custom.put(address(type), type));
    }

    public void undefine(String id) {
        custom.values().removeIf(type -> type.id().equals(id));
    }

    /** All served types, built-in ones first. */
    public List<ResourceType> all() {
        List<ResourceType> types = new ArrayList<>(BuiltInTypes.ALL);
        types.addAll(custom.values());
        return types;
    }

    private static Address address(ResourceType type) {
        return new Address(type.group(), type.version(), type.plural());
    }
}
