package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import cn.ac.pcl.octopus.local.cluster.server.ApiFailure.Cause;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What else must be there before an object can be: its namespace, and what a pod names. */
final class Admission {
    private final ObjectStore store;
    private final TypeRegistry types;

    Admission(ObjectStore store, TypeRegistry types) {
        this.store = store;
        this.types = types;
    }

    /** Throws 403 or 404 where the object may not be created now. */
    void admit(ResourceType type, ObjectNode document) {
        if (type.namespaced()) {
            requireLivingNamespace(type, document);
        }
        if (type.id().equals(BuiltInTypes.PODS)) {
            String priority = Json.text(document, "spec", "priorityClassName");
            if (!priority.isEmpty()
                    && !priority.startsWith("system-")
                    && store.get(BuiltInTypes.PRIORITIES, new ObjectKey("", priority)).isEmpty()) {
                throw ApiFailure.forbidden(
                        type,
                        Metadata.name(document),
                        "no PriorityClass with name %s was found".formatted(priority));
            }
        }
    }

    private void requireLivingNamespace(ResourceType type, ObjectNode document) {
        String name = Metadata.namespace(document);
        ObjectNode namespace =
                store.get(BuiltInTypes.NAMESPACES, new ObjectKey("", name))
                        .orElseThrow(() ->
                                ApiFailure.notFound(types.builtIn(BuiltInTypes.NAMESPACES), name))
                        .document();
        if (Metadata.isDeleting(namespace)) {
            String why = "namespace %s is being terminated".formatted(name);
            throw ApiFailure.forbidden(
                            type,
                            Metadata.name(document),
                            "unable to create new content in namespace %s because it is being terminated"
                                    .formatted(name))
                    .causes(List.of(new Cause("NamespaceTerminating", why, "metadata.namespace")));
        }
    }
}
