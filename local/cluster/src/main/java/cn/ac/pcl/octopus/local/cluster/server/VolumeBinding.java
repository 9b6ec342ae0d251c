package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.Change;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Binds claims that name their volume, and shows it in the phases of both. A claim that names none
 * stays Pending: nothing here makes or chooses volumes.
 */
final class VolumeBinding implements ControlLoop.Reaction {
    private final ObjectStore store;
    private final Objects objects;

    VolumeBinding(ObjectStore store, Objects objects) {
        this.store = store;
        this.objects = objects;
    }

    @Override
    public void on(Change change) {
        if (change.last().type().equals(BuiltInTypes.CLAIMS)) {
            String name = Json.text(change.last().document(), "spec", "volumeName");
            store.get(BuiltInTypes.VOLUMES, new ObjectKey("", name)).ifPresent(this::settle);
        } else if (change.last().type().equals(BuiltInTypes.VOLUMES) && change.after() != null) {
            store.get(BuiltInTypes.VOLUMES, change.last().key()).ifPresent(this::settle);
        }
    }

    /** Brings a volume, and the claim that names it, to the phases that they should have. */
    private void settle(StoredObject volume) {
        JsonNode holder = Json.at(volume.document(), "spec", "claimRef");
        String uid = Json.text(holder, "uid");
        for (StoredObject claim : store.list(BuiltInTypes.CLAIMS, null)) {
            boolean names =
                    Json.text(claim.document(), "spec", "volumeName").equals(volume.key().name());
            boolean fits =
                    holder.isMissingNode()
                            || (isOf(holder, claim) && (uid.isEmpty() || uid.equals(claim.uid())));
            if (names && fits) {
                bind(volume, claim);
                return;
            }
        }
        // Whoever held it is gone: what is in it is that claim's.
        phase(volume, uid.isEmpty() ? "Available" : "Released");
    }

    private static boolean isOf(JsonNode holder, StoredObject claim) {
        return Json.text(holder, "namespace").equals(claim.key().namespace())
                && Json.text(holder, "name").equals(claim.key().name());
    }

    private void bind(StoredObject volume, StoredObject claim) {
        objects.adjust(
                BuiltInTypes.VOLUMES,
                volume.key(),
                "",
                draft ->
                        draft.withObjectProperty("spec")
                                .withObjectProperty("claimRef")
                                .put("apiVersion", "v1")
                                .put("kind", "PersistentVolumeClaim")
                                .put("namespace", claim.key().namespace())
                                .put("name", claim.key().name())
                                .put("uid", claim.uid()));
        phase(volume, "Bound");
        JsonNode spec = volume.document().path("spec");
        objects.adjust(
                BuiltInTypes.CLAIMS,
                claim.key(),
                "status",
                draft -> {
                    ObjectNode status = draft.withObjectProperty("status");
                    status.put("phase", "Bound");
                    status.set("accessModes", spec.path("accessModes"));
                    status.set("capacity", spec.path("capacity"));
                });
    }

    private void phase(StoredObject volume, String phase) {
        objects.adjust(
                BuiltInTypes.VOLUMES,
                volume.key(),
                "status",
                draft -> draft.withObjectProperty("status").put("phase", phase));
    }
}
