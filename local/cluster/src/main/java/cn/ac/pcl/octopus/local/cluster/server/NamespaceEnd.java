package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.Change;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;

/** Empties a namespace that is being deleted, and lets it go when nothing is left in it. */
final class NamespaceEnd implements ControlLoop.Reaction {
    private final ObjectStore store;
    private final TypeRegistry types;
    private final Deletion deletion;

    NamespaceEnd(ObjectStore store, TypeRegistry types, Deletion deletion) {
        this.store = store;
        this.types = types;
        this.deletion = deletion;
    }

    @Override
    public void on(Change change) {
        StoredObject last = change.last();
        if (last.type().equals(BuiltInTypes.NAMESPACES)) {
            if (change.after() != null && Metadata.isDeleting(last.document())) {
                empty(last.key().name());
                finishIfEmpty(last.key());
            }
        } else if (change.after() == null && !last.key().namespace().isEmpty()) {
            finishIfEmpty(new ObjectKey("", last.key().namespace()));
        }
    }

    private void empty(String namespace) {
        for (ResourceType type : types.all()) {
            if (type.namespaced()) {
                store.list(type.id(), namespace)
                        .forEach(object -> deletion.deleteSeen(type, object, false));
            }
        }
    }

    private void finishIfEmpty(ObjectKey key) {
        store.atomically(() ->
                store.get(BuiltInTypes.NAMESPACES, key)
                        .filter(it -> Metadata.isDeleting(it.document()))
                        .filter(it -> Metadata.finalizers(it.document()).isEmpty())
                        .filter(_ -> isEmpty(key.name()))
                        .flatMap(it -> store.remove(it.type(), key)));
    }

    private boolean isEmpty(String namespace) {
        return types.all().stream()
                .filter(ResourceType::namespaced)
                .allMatch(type -> store.list(type.id(), namespace).isEmpty());
    }
}
