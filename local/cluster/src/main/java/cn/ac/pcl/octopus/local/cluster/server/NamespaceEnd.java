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
import tools.jackson.databind.node.ObjectNode;

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
        store.atomically(() -> {
            StoredObject namespace = store.get(BuiltInTypes.NAMESPACES, key).orElse(null);
            if (namespace == null
                    || !Metadata.isDeleting(namespace.document())
                    || !isEmpty(key.name())) {
                return false;
            }
            ObjectNode draft = namespace.draft();
            draft.withObjectProperty("spec").remove("finalizers");
            ResourceType type = types.builtIn(BuiltInTypes.NAMESPACES);
            if (Deletion.isFinished(type, draft)) {
                store.remove(type.id(), key);
            } else if (!Json.at(namespace.document(), "spec", "finalizers").isEmpty()) {
                store.put(type.id(), key, draft);
            }
            return true;
        });
    }

    private boolean isEmpty(String namespace) {
        return types.all().stream()
                .filter(ResourceType::namespaced)
                .allMatch(type -> store.list(type.id(), namespace).isEmpty());
    }
}
