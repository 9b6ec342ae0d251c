package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.Change;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Binds claims that name their volume, and shows it in the phases of both. A claim that names none
 * stays Pending: nothing here makes volumes.
 */
final class VolumeBinding implements ControlLoop.Reaction {
    private final ObjectStore store;
    private final TypeRegistry types;
    private final Objects objects;

    VolumeBinding(ObjectStore store, TypeRegistry types, Objects objects) {
        this.store = store;
        this.types = types;
        this.objects = objects;
    }

    @Override
    public void on(Change change) {
        switch (change.last().type()) {
            case BuiltInTypes.CLAIMS -> claim(change);
            case BuiltInTypes.VOLUMES -> volume(change);
            default -> {}
        }
    }

    private void claim(Change change) {
        StoredObject claim = change.after();
        String volume = Json.text(change.last().document(), "spec", "volumeName");
        if (volume.isEmpty()) {
            return;
        }
        if (claim == null) {
            release(new ObjectKey("", volume), change.last().uid());
        } else {
            bind(claim, new ObjectKey("", volume));
        }
    }

    private void volume(Change change) {
        StoredObject volume = change.after();
        if (volume == null) {
            return;
        }
        JsonNode holder = Json.at(volume.document(), "spec", "claimRef");
        if (!holder.isMissingNode()) {
            store.get(
                            BuiltInTypes.CLAIMS,
                            new ObjectKey(
                                    Json.text(holder, "namespace"), Json.text(holder, "name")))
                    .ifPresent(claim -> bind(claim, volume.key()));
        } else {
            phase(BuiltInTypes.VOLUMES, volume, "Available");
            for (StoredObject claim : store.list(BuiltInTypes.CLAIMS, null)) {
                if (wants(claim, volume.key())) {
                    bind(claim, volume.key());
                    return;
                }
            }
        }
    }

    private static boolean wants(StoredObject claim, ObjectKey volume) {
        return Json.text(claim.document(), "spec", "volumeName").equals(volume.name());
    }

    private void bind(StoredObject claim, ObjectKey key) {
        StoredObject volume = store.get(BuiltInTypes.VOLUMES, key).orElse(null);
        if (volume == null || !(wants(claim, key) || isHeldBy(volume, claim))) {
            return;
        }
        JsonNode holder = Json.at(volume.document(), "spec", "claimRef");
        String uid = Json.text(holder, "uid");
        if (!holder.isMissingNode()
                && !(isHeldBy(volume, claim) && (uid.isEmpty() || uid.equals(claim.uid())))) {
            return; // another claim holds it, or one of the same name did
        }
        if (uid.isEmpty()) {
            objects.adjust(
                    type(BuiltInTypes.VOLUMES),
                    key,
                    "",
                    draft -> {
                        ObjectNode reference =
                                draft.withObjectProperty("spec").withObjectProperty("claimRef");
                        reference.put("apiVersion", "v1");
                        reference.put("kind", "PersistentVolumeClaim");
                        reference.put("namespace", claim.key().namespace());
                        reference.put("name", claim.key().name());
                        reference.put("uid", claim.uid());
                        return draft;
                    });
        }
        phase(BuiltInTypes.VOLUMES, volume, "Bound");
        if (!wants(claim, key)) {
            objects.adjust(
                    type(BuiltInTypes.CLAIMS),
                    claim.key(),
                    "",
                    draft -> {
                        draft.withObjectProperty("spec").put("volumeName", key.name());
                        return draft;
                    });
        }
        objects.adjust(
                type(BuiltInTypes.CLAIMS),
                claim.key(),
                "status",
                draft -> {
                    ObjectNode status = draft.withObjectProperty("status");
                    status.put("phase", "Bound");
                    status.set("accessModes", Json.at(volume.document(), "spec", "accessModes"));
                    status.set("capacity", Json.at(volume.document(), "spec", "capacity"));
                    return draft;
                });
    }

    private static boolean isHeldBy(StoredObject volume, StoredObject claim) {
        JsonNode holder = Json.at(volume.document(), "spec", "claimRef");
        return Json.text(holder, "namespace").equals(Metadata.namespace(claim.document()))
                && Json.text(holder, "name").equals(claim.key().name());
    }

    private void release(ObjectKey key, String claimUid) {
        store.get(BuiltInTypes.VOLUMES, key)
                .filter(volume ->
                        Json.text(volume.document(), "spec", "claimRef", "uid").equals(claimUid))
                .ifPresent(volume -> phase(BuiltInTypes.VOLUMES, volume, "Released"));
    }

    private void phase(String type, StoredObject object, String phase) {
        objects.adjust(
                type(type),
                object.key(),
                "status",
                draft -> {
                    draft.withObjectProperty("status").put("phase", phase);
                    return draft;
                });
    }

    private ResourceType type(String id) {
        return types.byId(id).orElseThrow();
    }
}
