package cn.ac.pcl.octopus.local.cluster.node;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the cluster what happens to a pod, each thing once. */
final class PodEvents {
    private static final Logger log = LoggerFactory.getLogger(PodEvents.class);

    private final NodeContext node;
    private final Pod pod;
    private final Set<String> told = new HashSet<>();

    PodEvents(NodeContext node, Pod pod) {
        this.node = node;
        this.pod = pod;
    }

    void normal(String reason, String message) {
        tell("Normal", reason, message);
    }

    void warning(String reason, String message) {
        tell("Warning", reason, message);
    }

    private void tell(String type, String reason, String message) {
        if (!told.add(reason + message)) {
            return;
        }
        String now = node.options().clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Event event =
                new EventBuilder()
                        .withNewMetadata()
                        .withGenerateName(pod.getMetadata().getName() + ".")
                        .withNamespace(pod.getMetadata().getNamespace())
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withName(pod.getMetadata().getName())
                        .withNamespace(pod.getMetadata().getNamespace())
                        .withUid(pod.getMetadata().getUid())
                        .endInvolvedObject()
                        .withType(type)
                        .withReason(reason)
                        .withMessage(message)
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .withNewSource()
                        .withComponent("kubelet")
                        .withHost(node.options().name())
                        .endSource()
                        .build();
        try {
            node.client().v1().events().resource(event).create();
        } catch (KubernetesClientException e) {
            log.debug("Cannot tell of {} for {}", reason, pod.getMetadata().getName(), e);
        }
    }
}
