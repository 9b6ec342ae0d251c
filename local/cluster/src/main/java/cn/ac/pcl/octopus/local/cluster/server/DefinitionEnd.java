package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.Change;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;

/** Deletes the objects of a definition that is being deleted, then lets the definition go. */
final class DefinitionEnd implements ControlLoop.Reaction {
    private final ObjectStore store;
    private final TypeRegistry types;
    private final Objects objects;
    private final Deletion deletion;

    DefinitionEnd(ObjectStore store, TypeRegistry types, Objects objects, Deletion deletion) {
        this.store = store;
        this.types = types;
        this.objects = objects;
        this.deletion = deletion;
    }

    @Override
    public void on(Change change) {
        String id = change.last().type();
        boolean ofDefinition = id.equals(BuiltInTypes.DEFINITIONS);
        String definition = ofDefinition ? change.last().key().name() : id;
        if (ofDefinition || change.after() == null) {
            ObjectKey key = new ObjectKey("", definition);
            store.get(BuiltInTypes.DEFINITIONS, key)
                    .filter(object -> Metadata.isDeleting(object.document()))
                    .ifPresent(_ -> end(key));
        }
    }

    private void end(ObjectKey key) {
        ResourceType type = types.byId(key.name()).orElse(null);
        if (type != null) {
            for (StoredObject object : store.list(key.name(), null)) {
                if (!Metadata.isDeleting(object.document())) {
                    deletion.delete(type, object.key(), Deletion.Options.BACKGROUND);
                }
            }
        }
        if (store.list(key.name(), null).isEmpty()) {
            objects.adjust(
                    types.byId(BuiltInTypes.DEFINITIONS).orElseThrow(),
                    key,
                    "",
                    draft -> {
                        Metadata.removeFinalizer(draft, Definitions.CLEANUP);
                        return draft;
                    });
        }
    }
}
