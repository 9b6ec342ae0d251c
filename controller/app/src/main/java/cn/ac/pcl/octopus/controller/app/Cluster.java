package cn.ac.pcl.octopus.controller.app;

import cn.ac.pcl.octopus.cluster.ExactDeletion;
import cn.ac.pcl.octopus.cluster.KeyQueue;
import cn.ac.pcl.octopus.cluster.TokenBucket;
import cn.ac.pcl.octopus.controller.crd.Job;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every write to the API server, and the rare read past the caches. */
final class Cluster {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final String fieldManager;
    private final TokenBucket writes;
    private final BooleanSupplier leads;

    Cluster(
            KubernetesClient client,
            String fieldManager,
            TokenBucket writes,
            BooleanSupplier leads) {
        this.client = client;
        this.fieldManager = fieldManager;
        this.writes = writes;
        this.leads = leads;
    }

    /** Nothing is written that was not begun while this replica leads. */
    private void admit() {
        writes.take();
        if (!leads.getAsBoolean()) {
            throw new KeyQueue.TooEarly("this replica does not lead");
        }
    }

    /** The pod as the API server has it now. */
    Optional<Pod> pod(String namespace, String name) {
        return Optional.ofNullable(client.pods().inNamespace(namespace).withName(name).get());
    }

    /** Makes the object, or brings it to this form. */
    void apply(HasMetadata object) {
        admit();
        client.resource(object).fieldManager(fieldManager).forceConflicts().serverSideApply();
    }

    /** Makes the object unless there is one of its name. */
    void create(HasMetadata object) {
        admit();
        try {
            client.resource(object).create();
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != CONFLICT) {
                throw refused;
            }
        }
    }

    /** Deletes the object of this uid. */
    void delete(HasMetadata object) {
        admit();
        ExactDeletion.delete(client, object);
    }

    /** Deletes the object of this uid after everything it owns. */
    void deleteWithAllItOwns(HasMetadata object) {
        admit();
        ExactDeletion.deleteAfterAllItOwns(client, object);
    }

    /**
     * Writes the status over the one that was observed.
     *
     * @return the object as it is now
     * @throws KeyQueue.TooEarly when it is not the observed one any more
     */
    <T extends HasMetadata> T writeStatus(T observed, Class<T> type, Object status) {
        Map<String, Object> patch =
                Map.of(
                        "apiVersion", observed.getApiVersion(),
                        "kind", observed.getKind(),
                        "metadata",
                                Map.of(
                                        "name", observed.getMetadata().getName(),
                                        "resourceVersion",
                                                observed.getMetadata().getResourceVersion()),
                        "status", status);
        PatchContext apply =
                new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(fieldManager)
                        .withForce(true)
                        .build();
        String body = client.getKubernetesSerialization().asJson(patch);
        String namespace = observed.getMetadata().getNamespace();
        String name = observed.getMetadata().getName();
        admit();
        try {
            return namespace == null
                    ? client.resources(type).withName(name).subresource("status").patch(apply, body)
                    : client.resources(type)
                            .inNamespace(namespace)
                            .withName(name)
                            .subresource("status")
                            .patch(apply, body);
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == CONFLICT || refused.getCode() == NOT_FOUND) {
                throw new KeyQueue.TooEarly("the object has changed: " + refused.getMessage());
            }
            throw refused;
        }
    }

    /** The name under which we are known to the API server. */
    String name() {
        return fieldManager;
    }

    /** Sets an annotation of a pod. */
    void annotate(Pod pod, String name, String value) {
        PatchContext merge =
                new PatchContext.Builder()
                        .withPatchType(PatchType.JSON_MERGE)
                        .withFieldManager(fieldManager)
                        .build();
        admit();
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .patch(
                        merge,
                        client.getKubernetesSerialization()
                                .asJson(
                                        Map.of(
                                                "metadata",
                                                Map.of(
                                                        "uid",
                                                        pod.getMetadata().getUid(),
                                                        "annotations",
                                                        Map.of(name, value)))));
    }

    /** Tells the job's reader of an event; nothing depends on it. */
    void tell(Job job, Event event) {
        try {
            client.resource(event).create();
        } catch (KubernetesClientException lost) {
            LOG.debug("The event of {} was not written", job.getMetadata().getName(), lost);
        }
    }
}
