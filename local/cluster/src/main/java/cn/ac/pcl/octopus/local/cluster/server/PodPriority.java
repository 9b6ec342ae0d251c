package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import tools.jackson.databind.node.ObjectNode;

/** Turns a pod's priority class into its priority. */
final class PodPriority {
    private PodPriority() {}

    static void resolve(ObjectStore store, ResourceType pods, ObjectNode pod) {
        ObjectNode spec = pod.withObjectProperty("spec");
        String name = Json.text(spec, "priorityClassName");
        if (name.isEmpty()) {
            for (StoredObject priority : store.list(BuiltInTypes.PRIORITY_CLASSES, null)) {
                if (priority.document().path("globalDefault").asBoolean(false)) {
                    spec.put("priorityClassName", priority.key().name());
                    spec.set("priority", priority.document().path("value"));
                }
            }
            return;
        }
        ObjectNode priority =
                store.get(BuiltInTypes.PRIORITY_CLASSES, new ObjectKey("", name))
                        .map(StoredObject::document)
                        .orElseThrow(() ->
                                ApiFailure.forbidden(
                                        pods,
                                        Metadata.name(pod),
                                        "no PriorityClass with name %s was found".formatted(name)));
        spec.set("priority", priority.path("value"));
        spec.set("preemptionPolicy", priority.path("preemptionPolicy"));
    }
}
