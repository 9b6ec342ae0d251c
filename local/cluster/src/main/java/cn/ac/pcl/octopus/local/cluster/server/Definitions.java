package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.server.ApiFailure.Cause;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.Change;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Custom resource definitions: checks them, establishes them at once, and serves their types, each
 * in its storage version.
 */
final class Definitions {
    private final TypeRegistry types;

    Definitions(ObjectStore store, TypeRegistry types) {
        this.types = types;
        store.list(BuiltInTypes.DEFINITIONS, null).forEach(this::serve);
        store.listen(this::follow);
    }

    /** Completes a definition that is about to be stored, or refuses it. */
    void admit(ResourceType type, ObjectNode document, Instant now) {
        if (type.id().equals(BuiltInTypes.DEFINITIONS)) {
            check(type, document);
            ObjectNode status = document.withObjectProperty("status");
            condition(status, now, "NamesAccepted", "NoConflicts");
            condition(status, now, "Established", "InitialNamesAccepted");
        }
    }

    private void follow(Change change) {
        StoredObject after = change.after();
        if (!change.last().type().equals(BuiltInTypes.DEFINITIONS)) {
            return;
        }
        if (after == null) {
            types.undefine(change.last().key().name());
        } else {
            serve(after);
        }
    }

    private void serve(StoredObject definition) {
        JsonNode spec = definition.document().path("spec");
        JsonNode version = stored(definition.document());
        JsonNode names = spec.path("names");
        Set<Trait> traits = EnumSet.of(Trait.CUSTOM);
        if (version.path("subresources").has("status")) {
            traits.add(Trait.STATUS);
        }
        if (!Json.text(spec, "scope").equals("Cluster")) {
            traits.add(Trait.NAMESPACED);
        }
        types.define(
                new ResourceType(
                        Json.text(spec, "group"),
                        Json.text(version, "name"),
                        Json.text(names, "kind"),
                        Json.text(names, "plural"),
                        names.path("shortNames").values().stream().map(JsonNode::asString).toList(),
                        traits,
                        Set.of()));
    }

    /** The version in which the objects of a definition are stored, and served. */
    private static JsonNode stored(JsonNode definition) {
        for (JsonNode version : Json.at(definition, "spec", "versions")) {
            if (version.path("storage").asBoolean(false)) {
                return version;
            }
        }
        return MissingNode.getInstance();
    }

    private static void check(ResourceType type, ObjectNode document) {
        JsonNode spec = document.path("spec");
        String name = Json.text(spec, "names", "plural") + "." + Json.text(spec, "group");
        boolean whole =
                Metadata.name(document).equals(name)
                        && !Json.text(spec, "names", "kind").isEmpty()
                        && stored(document).path("schema").has("openAPIV3Schema");
        if (!whole) {
            throw ApiFailure.invalid(
                    type,
                    Metadata.name(document),
                    List.of(
                            new Cause(
                                    "FieldValueInvalid",
                                    "must name its group, plural and kind, be called PLURAL.GROUP"
                                            + " and have a storage version with a schema",
                                    "spec")));
        }
    }

    private static void condition(ObjectNode status, Instant now, String type, String reason) {
        ArrayNode conditions = status.withArrayProperty("conditions");
        for (JsonNode condition : conditions) {
            if (Json.text(condition, "type").equals(type)) {
                return;
            }
        }
        conditions
                .addObject()
                .put("type", type)
                .put("status", "True")
                .put("lastTransitionTime", now.toString())
                .put("reason", reason);
    }
}
