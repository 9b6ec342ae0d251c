package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.FieldOwnership;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.server.ApiFailure.Cause;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates and changes objects by the rules of the API: what the system fills in, what a subresource
 * may touch, optimistic locking, ownership of fields. Each call is one atomic step on the store.
 */
final class Objects {
    private static final String NAME_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final List<String> KEPT_METADATA =
            List.of(
                    "name",
                    "namespace",
                    "uid",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "generation",
                    "generateName",
                    "managedFields");

    private final ObjectStore store;
    private final Definitions definitions;
    private final Clock clock;

    Objects(ObjectStore store, Definitions definitions, Clock clock) {
        this.store = store;
        this.definitions = definitions;
        this.clock = clock;
    }

    ObjectNode get(ResourceType type, ObjectKey key) {
        return existing(type, key).document();
    }

    StoredObject existing(ResourceType type, ObjectKey key) {
        return store.get(type.id(), key).orElseThrow(() -> ApiFailure.notFound(type, key.name()));
    }

    ObjectNode create(ResourceType type, String namespace, ObjectNode body, WriteOptions options) {
        return store.atomically(() -> {
            ObjectNode document = newDocument(type, namespace, body);
            ownership(type, "", options).update(null, document);
            return finishCreation(type, document, options);
        });
    }

    ObjectNode update(
            ResourceType type,
            ObjectKey key,
            String subresource,
            ObjectNode body,
            WriteOptions options) {
        return change(
                type,
                key,
                subresource,
                before -> {
                    if (type.has(Trait.CUSTOM) && Metadata.version(body).isEmpty()) {
                        throw ApiFailure.invalid(
                                type,
                                key.name(),
                                List.of(
                                        new Cause(
                                                "FieldValueInvalid",
                                                "Invalid value: 0: must be specified for an"
                                                        + " update",
                                                "metadata.resourceVersion")));
                    }
                    return body.deepCopy();
                },
                options);
    }

    ObjectNode patch(
            ResourceType type,
            ObjectKey key,
            String subresource,
            Patch patch,
            WriteOptions options) {
        if (patch.format() != Patch.Format.APPLY) {
            return change(type, key, subresource, before -> patch.on(before.document()), options);
        }
        if (options.manager().isEmpty()) {
            throw ApiFailure.invalid(
                    "meta.k8s.io",
                    "PatchOptions",
                    "",
                    List.of(
                            new Cause(
                                    "FieldValueRequired",
                                    "Required value: is required for apply patch",
                                    "fieldManager")));
        }
        return store.atomically(
                () -> apply(type, key, subresource, (ObjectNode) patch.body(), options));
    }

    /** Changes an object as the control plane itself; does nothing when it is gone. */
    void adjust(
            ResourceType type,
            ObjectKey key,
            String subresource,
            Function<ObjectNode, ObjectNode> change) {
        store.atomically(() ->
                store.get(type.id(), key)
                        .map(object ->
                                change(
                                        type,
                                        key,
                                        subresource,
                                        before -> change.apply(before.draft()),
                                        WriteOptions.INTERNAL)));
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private ObjectNode change(
            ResourceType type,
            ObjectKey key,
            String subresource,
            Function<StoredObject, ObjectNode> proposal,
            WriteOptions options) {
        return store.atomically(() -> {
            StoredObject before = existing(type, key);
            ObjectNode proposed = proposal.apply(before);
            checkIdentity(type, before, proposed);
            ObjectNode after = within(type, subresource, before.document(), proposed);
            ownership(type, subresource, options).update(before.document(), after);
            return finishChange(type, before, after, options);
        });
    }

    private ObjectNode apply(
            ResourceType type,
            ObjectKey key,
            String subresource,
            ObjectNode configuration,
            WriteOptions options) {
        checkApplied(type, key, configuration);
        StoredObject before = store.get(type.id(), key).orElse(null);
        if (before == null && !subresource.isEmpty()) {
            throw ApiFailure.notFound(type, key.name());
        }
        FieldOwnership ownership = ownership(type, subresource, options);
        if (before == null) {
            ObjectNode document = newDocument(type, key.namespace(), configuration);
            FieldOwnership.Applied applied = ownership.apply(null, document, true);
            return finishCreation(type, applied.document(), options);
        }
        ObjectNode scoped = configuration.deepCopy();
        if (subresource.isEmpty() && type.has(Trait.STATUS)) {
            scoped.remove("status");
        }
        checkIdentity(type, before, scoped);
        FieldOwnership.Applied applied =
                ownership.apply(before.document(), scoped, options.force());
        if (!applied.conflicts().isEmpty()) {
            throw conflict(applied.conflicts());
        }
        ObjectNode managed = applied.document();
        JsonNode fields = Json.at(managed, "metadata", "managedFields");
        ObjectNode after = within(type, subresource, before.document(), managed);
        Metadata.of(after).set("managedFields", fields);
        return finishChange(type, before, after, options);
    }

    private void checkApplied(ResourceType type, ObjectKey key, ObjectNode configuration) {
        if (!Json.text(configuration, "apiVersion").equals(type.apiVersion())
                || !Json.text(configuration, "kind").equals(type.kind())) {
            throw ApiFailure.badRequest(
                    "the applied object must name apiVersion %s and kind %s"
                            .formatted(type.apiVersion(), type.kind()));
        }
        if (!Json.isBlank(Json.at(configuration, "metadata", "managedFields"))) {
            throw ApiFailure.badRequest("metadata.managedFields must be nil");
        }
        ObjectNode metadata = Metadata.of(configuration);
        if (Metadata.name(configuration).isEmpty()) {
            metadata.put("name", key.name());
        }
        if (!Metadata.name(configuration).equals(key.name())) {
            throw nameMismatch(Metadata.name(configuration), key.name());
        }
        if (type.namespaced() && Metadata.namespace(configuration).isEmpty()) {
            metadata.put("namespace", key.namespace());
        }
    }

    private static ApiFailure nameMismatch(String body, String url) {
        return ApiFailure.badRequest(
                "the name of the object (%s) does not match the name on the URL (%s)"
                        .formatted(body, url));
    }

    private static ApiFailure conflict(List<FieldOwnership.Conflict> conflicts) {
        List<Cause> causes = new ArrayList<>();
        for (FieldOwnership.Conflict conflict : conflicts) {
            for (String field : conflict.fields()) {
                causes.add(
                        new Cause(
                                "FieldManagerConflict",
                                "conflict with \"%s\"".formatted(conflict.manager()),
                                field));
            }
        }
        List<String> texts =
                causes.stream().map(cause -> cause.message() + ": " + cause.field()).toList();
        return new ApiFailure(
                        409,
                        "Conflict",
                        "Apply failed with %d conflict%s: %s"
                                .formatted(
                                        causes.size(),
                                        causes.size() == 1 ? "" : "s",
                                        String.join(", ", texts)))
                .causes(causes);
    }

    private ObjectNode newDocument(ResourceType type, String namespace, ObjectNode body) {
        ObjectNode document = withoutNulls(body);
        document.put("apiVersion", type.apiVersion());
        document.put("kind", type.kind());
        ObjectNode metadata = Metadata.of(document);
        if (!Metadata.version(document).isEmpty()) {
            throw ApiFailure.badRequest(
                    "resourceVersion should not be set on objects to be created");
        }
        metadata.remove(
                List.of(
                        "uid",
                        "generation",
                        "managedFields",
                        "selfLink",
                        "deletionTimestamp",
                        "deletionGracePeriodSeconds"));
        if (type.namespaced()) {
            checkNamespace(type, namespace, Metadata.namespace(document));
            metadata.put("namespace", namespace);
        } else {
            metadata.remove("namespace");
        }
        String prefix = Json.text(metadata, "generateName");
        if (Metadata.name(document).isEmpty() && !prefix.isEmpty()) {
            metadata.put("name", freeName(type, namespace, prefix));
        }
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", now().toString());
        if (counts(type)) {
            metadata.put("generation", 1);
        }
        return document;
    }

    private ObjectNode finishCreation(
            ResourceType type, ObjectNode document, WriteOptions options) {
        JsonNode fields = Json.at(document, "metadata", "managedFields");
        Defaults.apply(type, document);
        Defaults.initialStatus(type, document);
        if (type.id().equals(BuiltInTypes.PODS)) {
            PodPriority.resolve(store, type, document);
        }
        definitions.admit(type, document, now());
        Validation.check(type, document);
        if (!fields.isMissingNode()) {
            Metadata.of(document).set("managedFields", fields);
        }
        ObjectKey key = key(type, document);
        if (store.get(type.id(), key).isPresent()) {
            throw ApiFailure.alreadyExists(type, key.name());
        }
        if (type.namespaced()) {
            requireLivingNamespace(type, key);
        }
        return options.dryRun() ? document : store.put(type.id(), key, document).document();
    }

    private ObjectNode finishChange(
            ResourceType type, StoredObject before, ObjectNode after, WriteOptions options) {
        Validation.check(type, after);
        definitions.admit(type, after, now());
        if (type.id().equals(BuiltInTypes.PODS)) {
            Validation.checkPodUpdate(type, before.document(), after);
        }
        checkFinalizers(type, before.document(), after);
        if (counts(type)
                && !specification(type, before.document()).equals(specification(type, after))) {
            long generation = Json.at(before.document(), "metadata", "generation").asLong(0);
            Metadata.of(after).set("generation", Json.number(generation + 1));
        }
        if (after.equals(before.document()) || options.dryRun()) {
            return after;
        }
        if (Deletion.isFinished(type, after)) {
            return store.remove(type.id(), before.key()).orElseThrow().document();
        }
        return store.put(type.id(), before.key(), after).document();
    }

    /** What of the proposal the subresource may change, laid over the object as it is. */
    private ObjectNode within(
            ResourceType type, String subresource, ObjectNode before, ObjectNode proposed) {
        ObjectNode after;
        if (subresource.isEmpty()) {
            after = withoutNulls(proposed);
            after.set("apiVersion", before.path("apiVersion"));
            after.set("kind", before.path("kind"));
            Defaults.apply(type, after);
            if (type.has(Trait.STATUS)) {
                copy(before, after, "status");
            }
            if (type.id().equals(BuiltInTypes.NAMESPACES)) {
                copy(before, after, "spec");
            }
        } else {
            after = before.deepCopy();
            copy(withoutNulls(proposed), after, subresource);
        }
        ObjectNode metadata = Metadata.of(after);
        JsonNode old = before.path("metadata");
        for (String field : KEPT_METADATA) {
            copy(old, metadata, field);
        }
        copy(old, metadata, "resourceVersion");
        return after;
    }

    private static void copy(JsonNode from, ObjectNode to, String field) {
        JsonNode value = from.path(field);
        if (value.isMissingNode()) {
            to.remove(field);
        } else {
            to.set(field, value);
        }
    }

    private void checkIdentity(ResourceType type, StoredObject before, ObjectNode proposed) {
        String name = before.key().name();
        String proposedName = Metadata.name(proposed);
        if (!proposedName.equals(name)) {
            throw nameMismatch(proposedName, name);
        }
        String namespace = Metadata.namespace(proposed);
        if (!namespace.isEmpty() && !namespace.equals(before.key().namespace())) {
            throw namespaceMismatch(namespace, before.key().namespace());
        }
        String uid = Metadata.uid(proposed);
        if (!uid.isEmpty() && !uid.equals(before.uid())) {
            throw ApiFailure.conflict(
                    type,
                    name,
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                            .formatted(uid, before.uid()));
        }
        String version = Metadata.version(proposed);
        if (!version.isEmpty() && !version.equals(Metadata.version(before.document()))) {
            throw ApiFailure.modified(type, name);
        }
    }

    private static void checkFinalizers(ResourceType type, ObjectNode before, ObjectNode after) {
        if (!Metadata.isDeleting(before)) {
            return;
        }
        for (JsonNode finalizer : Metadata.finalizers(after)) {
            if (!Json.holds(Metadata.finalizers(before), finalizer.asString())) {
                throw ApiFailure.invalid(
                        type,
                        Metadata.name(after),
                        List.of(
                                new Cause(
                                        "FieldValueForbidden",
                                        "Forbidden: no new finalizers can be added if the object"
                                                + " is being deleted",
                                        "metadata.finalizers")));
            }
        }
    }

    private static void checkNamespace(ResourceType type, String url, String body) {
        if (url.isEmpty()) {
            throw ApiFailure.badRequest(
                    "an empty namespace may not be set when a resource name is provided: "
                            + type.qualifiedName());
        }
        if (!body.isEmpty() && !body.equals(url)) {
            throw namespaceMismatch(body, url);
        }
    }

    private static ApiFailure namespaceMismatch(String body, String url) {
        return ApiFailure.badRequest(
                "the namespace of the provided object does not match the namespace sent on the"
                        + " request (%s, %s)".formatted(body, url));
    }

    private void requireLivingNamespace(ResourceType type, ObjectKey key) {
        ObjectNode namespace =
                store.get(BuiltInTypes.NAMESPACES, new ObjectKey("", key.namespace()))
                        .map(StoredObject::document)
                        .orElseThrow(() ->
                                ApiFailure.notFound(
                                        definitions.type(BuiltInTypes.NAMESPACES),
                                        key.namespace()));
        if (Metadata.isDeleting(namespace)) {
            String why =
                    "unable to create new content in namespace %s because it is being terminated"
                            .formatted(key.namespace());
            throw ApiFailure.forbidden(type, key.name(), why)
                    .causes(
                            List.of(
                                    new Cause(
                                            "NamespaceTerminating",
                                            "namespace %s is being terminated"
                                                    .formatted(key.namespace()),
                                            "metadata.namespace")));
        }
    }

    private String freeName(ResourceType type, String namespace, String prefix) {
        while (true) {
            StringBuilder name = new StringBuilder(prefix);
            for (int i = 0; i < 5; i++) {
                int at = ThreadLocalRandom.current().nextInt(NAME_LETTERS.length());
                name.append(NAME_LETTERS.charAt(at));
            }
            ObjectKey key = new ObjectKey(type.namespaced() ? namespace : "", name.toString());
            if (store.get(type.id(), key).isEmpty()) {
                return name.toString();
            }
        }
    }

    private FieldOwnership ownership(ResourceType type, String subresource, WriteOptions options) {
        return new FieldOwnership(
                definitions.listTypes(type),
                new FieldOwnership.Writer(
                        options.manager(), type.apiVersion(), subresource, now()));
    }

    private static boolean counts(ResourceType type) {
        return type.has(Trait.GENERATION) || type.has(Trait.CUSTOM);
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

    static ObjectKey key(ResourceType type, @Nullable JsonNode document) {
        return document == null
                ? new ObjectKey("", "")
                : new ObjectKey(
                        type.namespaced() ? Metadata.namespace(document) : "",
                        Metadata.name(document));
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
