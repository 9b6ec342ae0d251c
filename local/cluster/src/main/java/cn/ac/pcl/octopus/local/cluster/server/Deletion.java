package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes objects: at once, or marked and left until their finalizers, their grace period or their
 * content are done.
 */
final class Deletion {
    static final String FOREGROUND = "foregroundDeletion";

    /** Namespaces without which the cluster's own parts do not work. */
    private static final Set<String> LASTING = Set.of("default", "kube-system", "kube-public");

    private final ObjectStore store;
    private final Objects objects;

    Deletion(ObjectStore store, Objects objects) {
        this.store = store;
        this.objects = objects;
    }

    /**
     * How a deletion is meant.
     *
     * @param grace null for the object's own
     * @param foreground dependents go first
     * @param uid empty for any
     * @param version empty for any
     */
    record Options(@Nullable Integer grace, boolean foreground, String uid, String version) {
        static Options read(Call call, JsonNode body) {
            String grace = call.query("gracePeriodSeconds");
            String policy = Json.text(body, "propagationPolicy");
            if (policy.isEmpty()) {
                policy = String.valueOf(call.query("propagationPolicy"));
            }
            if (policy.equals("Orphan") || body.path("orphanDependents").asBoolean(false)) {
                throw ApiFailure.badRequest("this server makes no orphans");
            }
            if (!body.path("dryRun").isEmpty()) {
                throw ApiFailure.badRequest("this server has no dry run");
            }
            return new Options(
                    body.hasNonNull("gracePeriodSeconds")
                            ? Integer.valueOf(body.path("gracePeriodSeconds").asInt(0))
                            : grace == null ? null : Integer.valueOf((int) Call.number(grace)),
                    policy.equals("Foreground"),
                    Json.text(body, "preconditions", "uid"),
                    Json.text(body, "preconditions", "resourceVersion"));
        }
    }

    /** What became of a deletion: whether the object is gone, and its last state. */
    record Outcome(boolean gone, StoredObject last) {}

    Outcome delete(Target target, Options options) {
        ResourceType type = target.type();
        ObjectKey key = target.key();
        if (type.id().equals(BuiltInTypes.NAMESPACES) && LASTING.contains(key.name())) {
            throw ApiFailure.forbidden(type, key.name(), "this namespace may not be deleted");
        }
        return store.atomically(() -> {
            StoredObject before = objects.existing(type, key);
            Objects.checkUid(type, before.document(), options.uid());
            String current = Metadata.version(before.document());
            if (!options.version().isEmpty() && !options.version().equals(current)) {
                throw ApiFailure.conflict(
                        type,
                        key.name(),
                        "the ResourceVersion in the precondition (%s) does not match the ResourceVersion in record (%s)"
                                .formatted(options.version(), current));
            }
            ObjectNode draft = before.draft();
            if (options.foreground()) {
                Metadata.addFinalizer(draft, FOREGROUND);
            }
            mark(type, draft, grace(type, draft, options.grace()));
            if (isFinished(type, draft)) {
                if (type.id().equals(BuiltInTypes.DEFINITIONS)) {
                    // The objects of a type that is no more go with it, finalizers or not.
                    store.list(key.name(), null).forEach(it -> store.remove(it.type(), it.key()));
                }
                return new Outcome(true, store.remove(type.id(), key).orElseThrow());
            }
            boolean same = draft.equals(before.document());
            return new Outcome(false, same ? before : store.put(type.id(), key, draft));
        });
    }

    /** Deletes the object that was seen, unless it is gone or about to go. */
    void deleteSeen(ResourceType type, StoredObject seen, boolean foreground) {
        store.atomically(() ->
                store.get(type.id(), seen.key())
                        .filter(object -> object.uid().equals(seen.uid()))
                        .filter(object -> !Metadata.isDeleting(object.document()))
                        .map(object ->
                                delete(
                                        Target.of(type, object.key(), ""),
                                        new Options(null, foreground, object.uid(), ""))));
    }

    /** Whether a marked object has nothing left to wait for. */
    static boolean isFinished(ResourceType type, ObjectNode document) {
        boolean waits =
                !Metadata.finalizers(document).isEmpty()
                        || Json.at(document, "metadata", "deletionGracePeriodSeconds").asLong(0) > 0
                        || type.id().equals(BuiltInTypes.NAMESPACES); // NamespaceEnd empties it
        return Metadata.isDeleting(document) && !waits;
    }

    /** Only a pod that runs is given time. */
    private static int grace(ResourceType type, ObjectNode draft, @Nullable Integer asked) {
        boolean runs =
                type.id().equals(BuiltInTypes.PODS)
                        && !Json.text(draft, "spec", "nodeName").isEmpty()
                        && !List.of("Succeeded", "Failed")
                                .contains(Json.text(draft, "status", "phase"));
        if (!runs) {
            return 0;
        }
        if (asked == null) {
            return Json.at(draft, "spec", "terminationGracePeriodSeconds").asInt(30);
        }
        return asked < 0 ? 1 : asked;
    }

    private void mark(ResourceType type, ObjectNode draft, int grace) {
        ObjectNode metadata = Metadata.of(draft);
        if (Metadata.isDeleting(draft)) {
            int old = metadata.path("deletionGracePeriodSeconds").asInt(0);
            if (grace < old) {
                Instant end = Instant.parse(Json.text(metadata, "deletionTimestamp"));
                metadata.put("deletionTimestamp", end.plusSeconds(grace - old).toString());
                metadata.put("deletionGracePeriodSeconds", grace);
            }
            return;
        }
        metadata.put("deletionTimestamp", objects.now().plusSeconds(grace).toString());
        metadata.put("deletionGracePeriodSeconds", grace);
        if (metadata.has("generation")) {
            metadata.put("generation", metadata.path("generation").asInt(0) + 1);
        }
        if (type.id().equals(BuiltInTypes.NAMESPACES)) {
            draft.withObjectProperty("status").put("phase", "Terminating");
        }
    }
}
