package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.FieldOwnership;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.server.ApiFailure.Cause;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates and changes objects by the rules of the API: what the system fills in, what a subresource
 * may touch, optimistic locking, ownership of fields. Each call is one atomic step on the store.
 */
final class Objects {
    /** The manager of the control plane's own writes. */
    static final String CONTROL_PLANE = "octopus-control-plane";

    private final ObjectStore store;
    private final TypeRegistry types;
    private final Admission admission;
    private final Clock clock;

    Objects(ObjectStore store, TypeRegistry types, Clock clock) {
        this.store = store;
        this.types = types;
        this.admission = new Admission(store, types);
        this.clock = clock;
    }

    StoredObject existing(ResourceType type, ObjectKey key) {
        return store.get(type.id(), key).orElseThrow(() -> ApiFailure.notFound(type, key.name()));
    }

    StoredObject create(Target target, ObjectNode body, String manager) {
        return store.atomically(() -> {
            ObjectNode document = newDocument(target, body);
            ownership(target, manager).update(null, document);
            return finishCreation(target.type(), document);
        });
    }

    /** Changes an object as the control plane itself; does nothing when it is gone. */
    void adjust(String id, ObjectKey key, String subresource, Consumer<ObjectNode> change) {
        ResourceType type = types.byId(id).orElse(null);
        store.atomically(() -> {
            if (type == null || store.get(id, key).isEmpty()) {
                return false;
            }
            change(
                    Target.of(type, key, subresource),
                    CONTROL_PLANE,
                    before -> {
                        ObjectNode draft = before.deepCopy();
                        change.accept(draft);
                        return draft;
                    });
            return true;
        });
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Puts a whole document in the place of what the subresource covers of an object. */
    StoredObject replace(Target target, String manager, ObjectNode document) {
        Validation.checkReplacement(target.type(), document);
        return change(
                target,
                manager,
                before -> {
                    checkUid(target.type(), before, Metadata.uid(document));
                    return document;
                });
    }

    /** Changes what the subresource covers of an object to what is proposed for it. */
    StoredObject change(Target target, String manager, Function<ObjectNode, ObjectNode> proposal) {
        return store.atomically(() -> {
            StoredObject before = existing(target.type(), target.key());
            ObjectNode proposed = proposal.apply(before.document());
            checkIdentity(target.type(), before, proposed);
            ObjectNode after = within(target, before.document(), proposed);
            ownership(target, manager).update(before.document(), after);
            return finishChange(target.type(), before, after);
        });
    }

    /**
     * Server-side apply, which creates what is not there.
     *
     * @param force takes contested fields instead of failing
     */
    StoredObject apply(Target target, ObjectNode applied, String manager, boolean force) {
        ObjectNode configuration = withoutNulls(applied);
        if (!Metadata.name(configuration).equals(target.name())) {
            throw mismatch("name", Metadata.name(configuration), target.name());
        }
        return store.atomically(() -> {
            StoredObject before = store.get(target.type().id(), target.key()).orElse(null);
            if (before == null) {
                return createApplied(target, configuration, manager);
            }
            if (target.subresource().isEmpty() && target.type().has(Trait.STATUS)) {
                configuration.remove("status");
            }
            checkIdentity(target.type(), before, configuration);
            FieldOwnership.Applied outcome =
                    ownership(target, manager).apply(before.document(), configuration, force);
            if (!outcome.conflicts().isEmpty()) {
                throw conflict(outcome.conflicts());
            }
            JsonNode fields = Json.at(outcome.document(), "metadata", "managedFields");
            ObjectNode after = within(target, before.document(), outcome.document());
            Metadata.of(after).set("managedFields", fields);
            return finishChange(target.type(), before, after);
        });
    }

    private StoredObject createApplied(Target target, ObjectNode configuration, String manager) {
        if (!target.subresource().isEmpty()) {
            throw ApiFailure.notFound(target.type(), target.name());
        }
        String uid = Metadata.uid(configuration);
        if (!uid.isEmpty()) {
            throw ApiFailure.conflict(
                    target.type(), target.name(), "uid mismatch: no object has the uid " + uid);
        }
        Metadata.of(configuration).remove("resourceVersion");
        ObjectNode document = newDocument(target, configuration);
        return finishCreation(
                target.type(), ownership(target, manager).apply(null, document, true).document());
    }

    private static ApiFailure mismatch(String field, String body, String url) {
        return ApiFailure.badRequest(
                "the %s of the provided object (%s) does not match the %s on the URL (%s)"
                        .formatted(field, body, field, url));
    }

    private static ApiFailure conflict(List<FieldOwnership.Conflict> conflicts) {
        List<Cause> causes =
                conflicts.stream()
                        .map(conflict ->
                                new Cause(
                                        "FieldManagerConflict",
                                        "conflict with \"%s\"".formatted(conflict.manager()),
                                        conflict.field()))
                        .toList();
        String message =
                "Apply failed with %d conflicts, the first of them: %s for %s"
                        .formatted(
                                causes.size(),
                                causes.getFirst().message(),
                                causes.getFirst().field());
        return new ApiFailure(409, "Conflict", message).causes(causes);
    }

    private ObjectNode newDocument(Target target, ObjectNode body) {
        ResourceType type = target.type();
        String namespace = target.key().namespace();
        ObjectNode document = withoutNulls(body);
        document.put("apiVersion", type.apiVersion());
        document.put("kind", type.kind());
        ObjectNode metadata = Metadata.of(document);
        if (!Metadata.version(document).isEmpty()) {
            throw ApiFailure.badRequest(
                    "resourceVersion should not be set on objects to be created");
        }
        Metadata.clear(document);
        String stated = Metadata.namespace(document);
        if (!stated.isEmpty() && !stated.equals(namespace) && type.namespaced()) {
            throw mismatch("namespace", stated, namespace);
        }
        metadata.remove("namespace");
        if (type.namespaced()) {
            metadata.put("namespace", namespace);
        }
        String prefix = Json.text(metadata, "generateName");
        if (Metadata.name(document).isEmpty() && !prefix.isEmpty()) {
            metadata.put("name", prefix + UUID.randomUUID().toString().substring(0, 8));
        }
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", now().toString());
        if (type.has(Trait.GENERATION)) {
            metadata.put("generation", 1);
        }
        return document;
    }

    private StoredObject finishCreation(ResourceType type, ObjectNode document) {
        Defaults.apply(type, document);
        Defaults.initialStatus(type, document);
        Validation.check(type, document);
        ObjectKey key = new ObjectKey(Metadata.namespace(document), Metadata.name(document));
        if (store.get(type.id(), key).isPresent()) {
            throw ApiFailure.alreadyExists(type, key.name());
        }
        admission.admit(type, document);
        return store.put(type.id(), key, document);
    }

    private StoredObject finishChange(ResourceType type, StoredObject before, ObjectNode after) {
        ObjectNode was = before.document();
        Validation.checkUpdate(type, was, after);
        if (type.has(Trait.GENERATION)
                && !specification(type, was).equals(specification(type, after))) {
            int generation = Json.at(was, "metadata", "generation").asInt(0);
            Metadata.of(after).put("generation", generation + 1);
        }
        if (after.equals(was)) {
            return before;
        }
        return Deletion.isFinished(type, after)
                ? store.remove(type.id(), before.key()).orElseThrow()
                : store.put(type.id(), before.key(), after);
    }

    /** What of the proposal the subresource may change, laid over the object as it is. */
    private static ObjectNode within(Target target, ObjectNode before, ObjectNode proposed) {
        ResourceType type = target.type();
        String subresource = target.subresource();
        ObjectNode after = withoutNulls(subresource.isEmpty() ? proposed : before);
        if (subresource.isEmpty()) {
            after.set("apiVersion", before.path("apiVersion"));
            after.set("kind", before.path("kind"));
            Defaults.apply(type, after);
            if (type.has(Trait.STATUS)) {
                Json.copy(before, after, "status");
            }
        } else {
            Json.copy(withoutNulls(proposed), after, subresource);
        }
        Metadata.keep(before, after);
        return after;
    }

    private static void checkIdentity(ResourceType type, StoredObject before, ObjectNode proposed) {
        String name = before.key().name();
        if (!Metadata.name(proposed).equals(name)) {
            throw mismatch("name", Metadata.name(proposed), name);
        }
        String namespace = Metadata.namespace(proposed);
        if (!namespace.isEmpty() && !namespace.equals(before.key().namespace())) {
            throw mismatch("namespace", namespace, before.key().namespace());
        }
        String version = Metadata.version(proposed);
        if (!version.isEmpty() && !version.equals(Metadata.version(before.document()))) {
            throw ApiFailure.conflict(
                    type,
                    name,
                    "the object has been modified; please apply your changes to the latest version"
                            + " and try again");
        }
        String uid = Metadata.uid(proposed);
        if (!uid.isEmpty() && !uid.equals(before.uid())) {
            String why = "Invalid value: \"%s\": field is immutable".formatted(uid);
            throw ApiFailure.invalid(
                    type, name, List.of(new Cause("FieldValueInvalid", why, "metadata.uid")));
        }
    }

    /** Refuses what is meant for an earlier object of the name; an empty uid means any. */
    static void checkUid(ResourceType type, ObjectNode object, String uid) {
        if (!uid.isEmpty() && !uid.equals(Metadata.uid(object))) {
            throw ApiFailure.conflict(
                    type,
                    Metadata.name(object),
                    "the UID in the precondition (%s) does not match the UID in record (%s)"
                            .formatted(uid, Metadata.uid(object)));
        }
    }

    private FieldOwnership ownership(Target target, String manager) {
        return new FieldOwnership(
                new FieldOwnership.Writer(
                        manager, target.type().apiVersion(), target.subresource()),
                now());
    }

    /** What a change of which makes a new generation. */
    private static ObjectNode specification(ResourceType type, ObjectNode document) {
        ObjectNode copy = Json.object();
        copy.setAll(document);
        copy.remove("metadata");
        if (type.has(Trait.STATUS)) {
            copy.remove("status");
        }
        return copy;
    }

    private static ObjectNode withoutNulls(ObjectNode document) {
        ObjectNode copy = document.deepCopy();
        dropNulls(copy);
        return copy;
    }

    private static void dropNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.removeIf(JsonNode::isNull);
        }
        node.forEach(Objects::dropNulls);
    }
}
