package cn.ac.pcl.octopus.local.cluster.store;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Which types are served now: the built-in ones, and those of the custom resource definitions in
 * the store, each in its storage version.
 */
public final class TypeRegistry {
    private final Map<String, ResourceType> custom = new ConcurrentHashMap<>();

    public TypeRegistry(ObjectStore store) {
        store.list(BuiltInTypes.DEFINITIONS, null).forEach(this::define);
        store.listen(this::follow);
    }

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

    /** All served types, built-in ones first. */
    public List<ResourceType> all() {
        return Stream.concat(BuiltInTypes.ALL.stream(), custom.values().stream()).toList();
    }

    private void follow(Change change) {
        StoredObject after = change.after();
        if (!change.last().type().equals(BuiltInTypes.DEFINITIONS)) {
            return;
        }
        if (after == null) {
            custom.remove(change.last().key().name());
        } else {
            define(after);
        }
    }

    private void define(StoredObject definition) {
        JsonNode spec = definition.document().path("spec");
        JsonNode names = spec.path("names");
        for (JsonNode version : spec.path("versions")) {
            if (version.path("storage").asBoolean(false)) {
                Set<Trait> traits = EnumSet.of(Trait.GENERATION, Trait.VERSIONED);
                if (version.path("subresources").has("status")) {
                    traits.add(Trait.STATUS);
                }
                if (!Json.text(spec, "scope").equals("Cluster")) {
                    traits.add(Trait.NAMESPACED);
                }
                ResourceType type =
                        new ResourceType(
                                Json.text(spec, "group"),
                                Json.text(version, "name"),
                                Json.text(names, "kind"),
                                Json.text(names, "plural"),
                                names.path("shortNames").values().stream()
                                        .map(JsonNode::asString)
                                        .toList(),
                                traits,
                                Set.of());
                custom.put(type.id(), type);
            }
        }
    }
}
