package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.store.Change;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.OwnerIndex.Place;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import java.util.List;
import java.util.Optional;
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
            for (Place dependent : dependents(change.last().uid())) {
                object(dependent).ifPresent(this::collect);
            }
        } else {
            collect(after);
            release(after);
        }
        for (JsonNode owner : Metadata.owners(change.last().document())) {
            living(owner).ifPresent(this::release);
        }
    }

    private void collect(StoredObject seen) {
        JsonNode owners = Metadata.owners(seen.document());
        long living = owners.values().stream().filter(it -> living(it).isPresent()).count();
        if (living == owners.size()) {
            return;
        }
        if (living == 0) {
            delete(seen, false);
        } else {
            objects.adjust(seen.type(), seen.key(), "", this::dropDeadOwners);
        }
    }

    private void dropDeadOwners(ObjectNode draft) {
        if (Metadata.owners(draft) instanceof ArrayNode owners) {
            owners.removeIf(owner -> living(owner).isEmpty());
        }
    }

    /** Lets an owner that is deleted in the foreground go when nothing holds it any more. */
    private void release(StoredObject owner) {
        if (!Json.holds(Metadata.finalizers(owner.document()), Deletion.FOREGROUND)) {
            return;
        }
        boolean blocked = false;
        for (Place place : dependents(owner.uid())) {
            StoredObject dependent = object(place).orElse(null);
            if (dependent != null) {
                blocked |= blocks(dependent, owner.uid());
                delete(dependent, true);
            }
        }
        if (!blocked || dependents(owner.uid()).isEmpty()) {
            objects.adjust(
                    owner.type(),
                    owner.key(),
                    "",
                    draft -> Metadata.removeFinalizer(draft, Deletion.FOREGROUND));
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

    private void delete(StoredObject object, boolean foreground) {
        types.byId(object.type()).ifPresent(type -> deletion.deleteSeen(type, object, foreground));
    }

    private Optional<StoredObject> object(Place place) {
        return store.get(place.type(), place.key());
    }

    private List<Place> dependents(String uid) {
        return store.atomically(() -> store.owners().dependents(uid));
    }

    private Optional<StoredObject> living(JsonNode owner) {
        String uid = Json.text(owner, "uid");
        return store.atomically(
                () -> Optional.ofNullable(store.owners().place(uid)).flatMap(this::object));
    }
}
