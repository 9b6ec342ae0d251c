package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the cluster keeps of one pod, as its node may change it. A call that fails is made again by
 * the next round.
 */
final class PodRecord {
    private static final Logger log = LoggerFactory.getLogger(PodRecord.class);

    private final KubernetesClient client;
    private final ObjectMeta pod;
    private @Nullable ObjectNode reported;

    PodRecord(KubernetesClient client, ObjectMeta pod) {
        this.client = client;
        this.pod = pod;
    }

    /** Whether the cluster knows of the status that was told last. */
    boolean isReported() {
        return reported != null;
    }

    /** Writes the status, if it is not what was written last. */
    void report(ObjectNode status) {
        if (status.equals(reported)) {
            return;
        }
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("uid", pod.getUid());
        patch.set("status", status);
        try {
            client.pods()
                    .inNamespace(pod.getNamespace())
                    .withName(pod.getName())
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
            reported = status;
        } catch (KubernetesClientException e) {
            reported = null;
            log.debug("Cannot report on {}; it is tried again", pod.getName(), e);
        }
    }

    /** Takes the pod, of which nothing runs any more, out of the cluster. */
    void remove() {
        String body =
                "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":\"%s\"}}"
                        .formatted(pod.getUid());
        String path = "/api/v1/namespaces/%s/pods/%s".formatted(pod.getNamespace(), pod.getName());
        try {
            client.raw(path, "DELETE", body);
        } catch (KubernetesClientException e) {
            log.debug("Cannot confirm the end of {}", pod.getName(), e);
        }
    }
}
