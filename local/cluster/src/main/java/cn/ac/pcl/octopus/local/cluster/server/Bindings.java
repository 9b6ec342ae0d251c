package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.StoredObject;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
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

    ObjectNode bind(ResourceType pods, ObjectKey key, ObjectNode binding, boolean dryRun) {
        String node = Json.text(binding, "target", "name");
        String kind = Json.text(binding, "target", "kind");
        if (node.isEmpty() || !(kind.isEmpty() || kind.equals("Node"))) {
            throw ApiFailure.invalid(
                    "",
                    "Binding",
                    key.name(),
                    List.of(
                            node.isEmpty()
                                    ? new ApiFailure.Cause(
                                            "FieldValueRequired", "Required value", "target.name")
                                    : new ApiFailure.Cause(
                                            "FieldValueNotSupported",
                                            "Unsupported value: \"%s\": supported values: \"Node\""
                                                    .formatted(kind),
                                            "target.kind")));
        }
        return store.atomically(() -> {
            StoredObject pod = objects.existing(pods, key);
            check(pods, pod, binding);
            ObjectNode bound = pod.draft();
            bound.withObjectProperty("spec").put("nodeName", node);
            for (Map.Entry<String, JsonNode> annotation :
                    Json.at(binding, "metadata", "annotations").properties()) {
                Metadata.of(bound)
                        .withObjectProperty("annotations")
                        .set(annotation.getKey(), annotation.getValue());
            }
            markScheduled(bound);
            if (!dryRun) {
                store.put(pods.id(), key, bound);
            }
            return success();
        });
    }

    private static void check(ResourceType pods, StoredObject pod, ObjectNode binding) {
        String name = pod.key().name();
        String uid = Metadata.uid(binding);
        if (!uid.isEmpty() && !uid.equals(pod.uid())) {
            throw ApiFailure.conflict(
                    pods,
                    name,
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                            .formatted(uid, pod.uid()));
        }
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
        for (int i = conditions.size() - 1; i >= 0; i--) {
            if (Json.text(conditions.path(i), "type").equals("PodScheduled")) {
                conditions.remove(i);
            }
        }
        ObjectNode condition = conditions.addObject();
        condition.put("type", "PodScheduled");
        condition.put("status", "True");
        condition.putNull("lastProbeTime");
        condition.put("lastTransitionTime", objects.now().toString());
    }

    private static ObjectNode success() {
        ObjectNode status = Json.object();
        status.put("kind", "Status");
        status.put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        status.put("code", 201);
        return status;
    }
}
