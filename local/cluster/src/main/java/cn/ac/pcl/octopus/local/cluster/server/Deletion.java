package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType.Trait;
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
    static final String ORPHAN = "orphan";

    /** Namespaces without which the cluster's own parts do not work. */
    private static final Set<String> LASTING = Set.of("default", "kube-system", "kube-public");

    private static final Set<String> POLICIES = Set.of("Background", "Foreground", "Orphan");

    private final ObjectStore store;
    private final Objects objects;

    Deletion(ObjectStore store, Objects objects) {
        this.store = store;
        this.objects = objects;
    }

    /** How a deletion is meant; null where the client leaves it to the server. */
    record Options(
            @Nullable Long grace,
            @Nullable String policy,
            @Nullable String uid,
            @Nullable String version,
            boolean dryRun) {
        static final Options BACKGROUND = new Options(null, "Background", null, null, false);

        static Options ofUid(String uid) {
            return new Options(null, "Background", uid, null, false);
        }

        static Options read(Call call, JsonNode body) {
            JsonNode conditions = body.path("preconditions");
            String grace = call.query("gracePeriodSeconds");
            String policy = text(body, "propagationPolicy", call.query("propagationPolicy"));
            if (policy != null && !POLICIES.contains(policy)) {
                throw ApiFailure.badRequest("unknown propagationPolicy " + policy);
            }
            if (policy == null && body.path("orphanDependents").asBoolean(false)) {
                policy = "Orphan";
            }
            return new Options(
                    body.hasNonNull("gracePeriodSeconds")
                            ? Long.valueOf(body.path("gracePeriodSeconds").asLong(0))
                            : grace == null ? null : Long.valueOf(Call.number(grace)),
                    policy,
                    text(conditions, "uid", null),
                    text(conditions, "resourceVersion", null),
                    call.isDryRun() || !body.path("dryRun").isEmpty());
        }

        private static @Nullable String text(
                JsonNode node, String field, @Nullable String otherwise) {
            String value = Json.text(node, field);
            return value.isEmpty() ? otherwise : value;
        }
    }

    /** What became of a deletion: whether the object is gone, and its last state. */
    record Outcome(boolean gone, ObjectNode last) {}

    Outcome delete(ResourceType type, ObjectKey key, Options options) {
        if (type.id().equals(BuiltInTypes.NAMESPACES) && LASTING.contains(key.name())) {
            throw ApiFailure.forbidden(type, key.name(), "this namespace may not be deleted");
        }
        return store.atomically(() -> {
            StoredObject before = objects.existing(type, key);
            checkPreconditions(type, before, options);
            ObjectNode draft = before.draft();
            addFinalizer(draft, options.policy());
            mark(type, draft, grace(type, draft, options.grace()));
            if (isFinished(type, draft)) {
                ObjectNode last =
                        options.dryRun()
                                ? draft
                                : store.remove(type.id(), key).orElseThrow().document();
                return new Outcome(true, last);
            }
            boolean same = draft.equals(before.document());
            ObjectNode last =
                    options.dryRun() || same ? draft : store.put(type.id(), key, draft).document();
            return new Outcome(false, last);
        });
    }

    /** Whether a marked object has nothing left to wait for. */
    static boolean isFinished(ResourceType type, ObjectNode document) {
        boolean waits =
                !Metadata.finalizers(document).isEmpty()
                        || Json.at(document, "metadata", "deletionGracePeriodSeconds").asLong(0) > 0
                        || (type.id().equals(BuiltInTypes.NAMESPACES)
                                && !Json.at(document, "spec", "finalizers").isEmpty());
        return Metadata.isDeleting(document) && !waits;
    }

    private static void checkPreconditions(
            ResourceType type, StoredObject before, Options options) {
        String uid = options.uid();
        if (uid != null && !uid.equals(before.uid())) {
            throw ApiFailure.precondition(
                    type,
                    before.key().name(),
                    "the UID in the precondition (%s) does not match the UID in record (%s). The object might have been deleted and then recreated"
                            .formatted(uid, before.uid()));
        }
        String version = options.version();
        String current = Metadata.version(before.document());
        if (version != null && !version.equals(current)) {
            throw ApiFailure.precondition(
                    type,
                    before.key().name(),
                    "the ResourceVersion in the precondition (%s) does not match the ResourceVersion in record (%s). The object might have been modified"
                            .formatted(version, current));
        }
    }

    private static void addFinalizer(ObjectNode draft, @Nullable String policy) {
        if (policy == null) {
            return;
        }
        Metadata.removeFinalizer(draft, FOREGROUND);
        Metadata.removeFinalizer(draft, ORPHAN);
        if (policy.equals("Foreground")) {
            Metadata.addFinalizer(draft, FOREGROUND);
        } else if (policy.equals("Orphan")) {
            Metadata.addFinalizer(draft, ORPHAN);
        }
    }

    private static long grace(ResourceType type, ObjectNode draft, @Nullable Long asked) {
        if (!type.id().equals(BuiltInTypes.PODS)) {
            return 0;
        }
        String phase = Json.text(draft, "status", "phase");
        boolean runs =
                !Json.text(draft, "spec", "nodeName").isEmpty()
                        && !List.of("Succeeded", "Failed").contains(phase);
        if (!runs) {
            return 0;
        }
        if (asked == null) {
            return Json.at(draft, "spec", "terminationGracePeriodSeconds").asLong(30);
        }
        return asked < 0 ? 1 : asked;
    }

    private void mark(ResourceType type, ObjectNode draft, long grace) {
        ObjectNode metadata = Metadata.of(draft);
        if (Metadata.isDeleting(draft)) {
            long old = metadata.path("deletionGracePeriodSeconds").asLong(0);
            if (grace < old) {
                Instant end = Instant.parse(Json.text(metadata, "deletionTimestamp"));
                metadata.put("deletionTimestamp", end.plusSeconds(grace - old).toString());
                metadata.set("deletionGracePeriodSeconds", Json.number(grace));
            }
            return;
        }
        metadata.put("deletionTimestamp", objects.now().plusSeconds(grace).toString());
        metadata.set("deletionGracePeriodSeconds", Json.number(grace));
        if (metadata.has("generation")) {
            metadata.set("generation", Json.number(metadata.path("generation").asLong(0) + 1));
        }
        if (type.id().equals(BuiltInTypes.NAMESPACES)) {
            draft.withObjectProperty("status").put("phase", "Terminating");
        }
        if (type.id().equals(BuiltInTypes.DEFINITIONS) && type.has(Trait.STATUS)) {
            Definitions.markTerminating(draft, objects.now());
        }
    }
}
