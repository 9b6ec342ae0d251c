package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.ListTypes;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.server.ApiFailure.Cause;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.Change;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Naming;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Scope;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Custom resource definitions: checks them, establishes them at once, and serves their types. */
final class Definitions {
    static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    private final ObjectStore store;
    private final TypeRegistry types;

    Definitions(ObjectStore store, TypeRegistry types) {
        this.store = store;
        this.types = types;
        store.list(BuiltInTypes.DEFINITIONS, null).forEach(this::serve);
        store.listen(this::follow);
    }

    ResourceType type(String id) {
        return types.byId(id).orElseThrow();
    }

    /** Completes a definition that is about to be stored, or refuses it. */
    void admit(ResourceType type, ObjectNode document, Instant now) {
        if (!type.id().equals(BuiltInTypes.DEFINITIONS) || Metadata.isDeleting(document)) {
            return;
        }
        ObjectNode spec = document.withObjectProperty("spec");
        ObjectNode names = spec.withObjectProperty("names");
        String kind = Json.text(names, "kind");
        if (Json.text(names, "singular").isEmpty()) {
            names.put("singular", kind.toLowerCase(Locale.ROOT));
        }
        if (Json.text(names, "listKind").isEmpty()) {
            names.put("listKind", kind + "List");
        }
        if (!spec.has("conversion")) {
            spec.putObject("conversion").put("strategy", "None");
        }
        check(type, document);
        Metadata.addFinalizer(document, CLEANUP);
        ObjectNode status = document.withObjectProperty("status");
        status.set("acceptedNames", names.deepCopy());
        ArrayNode stored = status.withArrayProperty("storedVersions");
        for (JsonNode version : spec.path("versions")) {
            String name = Json.text(version, "name");
            if (version.path("storage").asBoolean(false) && !Json.holds(stored, name)) {
                stored.add(name);
            }
        }
        condition(status, now, "NamesAccepted", "NoConflicts", "no conflicts found");
        condition(
                status,
                now,
                "Established",
                "InitialNamesAccepted",
                "the initial names have been accepted");
    }

    static void markTerminating(ObjectNode document, Instant now) {
        condition(
                document.withObjectProperty("status"),
                now,
                "Terminating",
                "InstanceDeletionPending",
                "CustomResource deletion is in progress");
    }

    /** How the lists of the type's objects merge. */
    ListTypes listTypes(ResourceType type) {
        if (!type.has(Trait.CUSTOM)) {
            return ListTypes.builtIn();
        }
        return store.get(BuiltInTypes.DEFINITIONS, new ObjectKey("", type.id()))
                .map(definition -> ListTypes.ofSchema(schema(definition, type.version())))
                .orElse(ListTypes.builtIn());
    }

    private void follow(Change change) {
        if (!change.last().type().equals(BuiltInTypes.DEFINITIONS)) {
            return;
        }
        StoredObject after = change.after();
        if (after == null) {
            types.undefine(change.last().key().name());
        } else {
            serve(after);
        }
    }

    private void serve(StoredObject definition) {
        JsonNode spec = definition.document().path("spec");
        List<ResourceType> served = new ArrayList<>();
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean(false)) {
                served.add(customType(definition.key().name(), spec, version));
            }
        }
        types.define(definition.key().name(), served);
    }

    private static ResourceType customType(String id, JsonNode spec, JsonNode version) {
        JsonNode names = spec.path("names");
        Set<Trait> traits = EnumSet.of(Trait.CUSTOM);
        if (version.path("subresources").has("status")) {
            traits.add(Trait.STATUS);
        }
        Set<String> fields = new HashSet<>();
        for (JsonNode field : version.path("selectableFields")) {
            fields.add(Json.text(field, "jsonPath").substring(1));
        }
        return new ResourceType(
                id,
                Json.text(spec, "group"),
                Json.text(version, "name"),
                Json.text(spec, "scope").equals("Cluster") ? Scope.CLUSTER : Scope.NAMESPACED,
                new Naming(
                        Json.text(names, "plural"),
                        Json.text(names, "singular"),
                        Json.text(names, "kind"),
                        Json.text(names, "listKind"),
                        texts(names.path("shortNames")),
                        texts(names.path("categories"))),
                traits,
                fields);
    }

    private static void check(ResourceType type, ObjectNode document) {
        JsonNode spec = document.path("spec");
        List<Cause> causes = new ArrayList<>();
        String plural = Json.text(spec, "names", "plural");
        String group = Json.text(spec, "group");
        for (List<String> field :
                List.of(
                        List.of("group"),
                        List.of("scope"),
                        List.of("names", "plural"),
                        List.of("names", "kind"))) {
            if (Json.text(spec, field.toArray(String[]::new)).isEmpty()) {
                causes.add(
                        new Cause(
                                "FieldValueRequired",
                                "Required value",
                                "spec." + String.join(".", field)));
            }
        }
        if (!Metadata.name(document).equals(plural + "." + group)) {
            causes.add(
                    new Cause(
                            "FieldValueInvalid",
                            "Invalid value: \"%s\": must be spec.names.plural+\".\"+spec.group"
                                    .formatted(Metadata.name(document)),
                            "metadata.name"));
        }
        int storage = 0;
        for (JsonNode version : spec.path("versions")) {
            storage += version.path("storage").asBoolean(false) ? 1 : 0;
            if (version.path("schema").path("openAPIV3Schema").isMissingNode()) {
                causes.add(
                        new Cause(
                                "FieldValueRequired",
                                "Required value: schemas are required",
                                "spec.versions[0].schema.openAPIV3Schema"));
            }
        }
        if (storage != 1) {
            causes.add(
                    new Cause(
                            "FieldValueInvalid",
                            "Invalid value: must have exactly one version marked as storage"
                                    + " version",
                            "spec.versions"));
        }
        if (!causes.isEmpty()) {
            throw ApiFailure.invalid(type, Metadata.name(document), causes);
        }
    }

    private static void condition(
            ObjectNode status, Instant now, String type, String reason, String message) {
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
                .put("reason", reason)
                .put("message", message);
    }

    private static JsonNode schema(StoredObject definition, String version) {
        for (JsonNode candidate : Json.at(definition.document(), "spec", "versions")) {
            if (Json.text(candidate, "name").equals(version)) {
                return Json.at(candidate, "schema", "openAPIV3Schema");
            }
        }
        return Json.object();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asString()));
        return texts;
    }
}
