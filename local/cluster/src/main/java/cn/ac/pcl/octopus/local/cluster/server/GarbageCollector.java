package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.store.Change;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.OwnerIndex;
import cn.ac.pcl.octopus.local.cluster.store.OwnerIndex.Place;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Follows owner references.
 *
 * <ol>
 *   <li>An object none of whose owners lives is deleted; when some live, the dead ones are taken
 *       off its list.
 *   <li>An owner that is deleted in the foreground goes after the dependents that block it.
 *   <li>An owner that is deleted as an orphan maker goes after its dependents have forgotten it.
 * </ol>
 */
final class GarbageCollector implements ControlLoop.Reaction {
    private final ObjectStore store;
    private final TypeRegistry types;
    private final Objects objects;
    private final Deletion deletion;

    GarbageCollector(ObjectStore store, TypeRegistry types, Objects objects, Deletion deletion) {
        this.store = store;
        this.types = types;
        this.objects = objects;
        this.deletion = deletion;
    }

    @Override
    public void on(Change change) {
        StoredObject after = change.after();
        if (after == null) {
            dependents(change.last().uid()).forEach(this::collect);
            for (JsonNode owner : Metadata.owners(change.last().document())) {
                owner(Json.text(owner, "uid")).ifPresent(this::release);
            }
            return;
        }
        if (!Metadata.owners(after.document()).isEmpty()) {
            collect(new Place(after.type(), after.key()));
            for (JsonNode owner : Metadata.owners(after.document())) {
                owner(Json.text(owner, "uid")).ifPresent(this::release);
            }
        }
        if (Metadata.isDeleting(after.document())) {
            release(new Place(after.type(), after.key()));
        }
    }

    private void collect(Place place) {
        StoredObject object = store.get(place.type(), place.key()).orElse(null);
        if (object == null || Metadata.isDeleting(object.document())) {
            return;
        }
        JsonNode owners = Metadata.owners(object.document());
        int dead = 0;
        for (JsonNode owner : owners) {
            dead += lives(Json.text(owner, "uid")) ? 0 : 1;
        }
        if (dead == 0) {
            return;
        }
        if (dead == owners.size()) {
            delete(object, Deletion.Options.ofUid(object.uid()));
        } else {
            dropOwners(place, owner -> !lives(Json.text(owner, "uid")));
        }
    }

    /** Lets a deleted owner go when nothing holds it any more. */
    private void release(Place place) {
        StoredObject owner = store.get(place.type(), place.key()).orElse(null);
        if (owner == null || !Metadata.isDeleting(owner.document())) {
            return;
        }
        JsonNode finalizers = Metadata.finalizers(owner.document());
        if (Json.holds(finalizers, Deletion.ORPHAN)) {
            for (Place dependent : dependents(owner.uid())) {
                dropOwners(dependent, ref -> Json.text(ref, "uid").equals(owner.uid()));
            }
            removeFinalizer(place, Deletion.ORPHAN);
        } else if (Json.holds(finalizers, Deletion.FOREGROUND)) {
            boolean blocked = false;
            for (Place dependent : dependents(owner.uid())) {
                StoredObject object = store.get(dependent.type(), dependent.key()).orElse(null);
                if (object != null) {
                    blocked |= blocks(object, owner.uid());
                    if (!Metadata.isDeleting(object.document())) {
                        delete(
                                object,
                                new Deletion.Options(
                                        null, "Foreground", object.uid(), null, false));
                    }
                }
            }
            if (!blocked || dependents(owner.uid()).isEmpty()) {
                removeFinalizer(place, Deletion.FOREGROUND);
            }
        }
    }

    private static boolean blocks(StoredObject dependent, String uid) {
        for (JsonNode owner : Metadata.owners(dependent.document())) {
            if (Json.text(owner, "uid").equals(uid)) {
                return owner.path("blockOwnerDeletion").asBoolean(false);
            }
        }
        return false;
    }

    private void delete(StoredObject object, Deletion.Options options) {
        type(object.type())
                .ifPresent(type ->
                        store.atomically(() ->
                                store.get(object.type(), object.key())
                                        .filter(o -> o.uid().equals(object.uid()))
                                        .map(o -> deletion.delete(type, o.key(), options))));
    }

    private void dropOwners(Place place, Predicate<JsonNode> dropped) {
        type(place.type())
                .ifPresent(type ->
                        objects.adjust(type, place.key(), "", draft -> without(draft, dropped)));
    }

    private static ObjectNode without(ObjectNode draft, Predicate<JsonNode> dropped) {
        if (Metadata.owners(draft) instanceof ArrayNode owners) {
            for (int i = owners.size() - 1; i >= 0; i--) {
                if (dropped.test(owners.path(i))) {
                    owners.remove(i);
                }
            }
            if (owners.isEmpty()) {
                Metadata.of(draft).remove("ownerReferences");
            }
        }
        return draft;
    }

    private void removeFinalizer(Place place, String finalizer) {
        type(place.type())
                .ifPresent(type ->
                        objects.adjust(
                                type,
                                place.key(),
                                "",
                                draft -> {
                                    Metadata.removeFinalizer(draft, finalizer);
                                    return draft;
                                }));
    }

    private Optional<ResourceType> type(String id) {
        return types.byId(id);
    }

    private boolean lives(String uid) {
        return store.atomically(() -> store.owners().lives(uid));
    }

    private List<Place> dependents(String uid) {
        return store.atomically(() -> store.owners().dependents(uid));
    }

    private Optional<Place> owner(String uid) {
        OwnerIndex index = store.owners();
        return store.atomically(() -> Optional.ofNullable(index.place(uid)));
    }
}
