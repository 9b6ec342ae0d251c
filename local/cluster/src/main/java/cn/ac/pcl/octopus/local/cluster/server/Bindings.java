package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Binds a pod to a node, once. */
final class Bindings {
    private final ObjectStore store;
    private final Objects objects;

    Bindings(ObjectStore store, Objects objects) {
        this.store = store;
        this.objects = objects;
    }

    /** Binds the pod that the target, or the binding, names. */
    void bind(Target target, ObjectNode binding) {
        ResourceType pods = target.type();
        String name = target.name().isEmpty() ? Metadata.name(binding) : target.name();
        ObjectKey key = new ObjectKey(target.key().namespace(), name);
        String node = Json.text(binding, "target", "name");
        if (node.isEmpty()) {
            throw ApiFailure.badRequest("the binding names no node in target.name");
        }
        store.atomically(() -> {
            StoredObject pod = objects.existing(pods, key);
            check(pods, pod, binding);
            ObjectNode bound = pod.draft();
            bound.withObjectProperty("spec").put("nodeName", node);
            markScheduled(bound);
            return store.put(pods.id(), key, bound);
        });
    }

    private static void check(ResourceType pods, StoredObject pod, ObjectNode binding) {
        String name = pod.key().name();
        Objects.checkUid(pods, pod.document(), Metadata.uid(binding));
        if (Metadata.isDeleting(pod.document())) {
            throw ApiFailure.conflict(
                    pods,
                    name,
                    "pod %s is being deleted, cannot be assigned to a host".formatted(name));
        }
        String current = Json.text(pod.document(), "spec", "nodeName");
        if (!current.isEmpty()) {
            throw ApiFailure.conflict(
                    pods,
                    name,
                    "pod %s is already assigned to node \"%s\"".formatted(name, current));
        }
    }

    private void markScheduled(ObjectNode pod) {
        ArrayNode conditions = pod.withObjectProperty("status").withArrayProperty("conditions");
        conditions.removeIf(it -> Json.text(it, "type").equals("PodScheduled"));
        conditions
                .addObject()
                .put("type", "PodScheduled")
                .put("status", "True")
                .put("lastTransitionTime", objects.now().toString());
    }
}
