package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupSpec;
import cn.ac.pcl.octopus.controller.crd.PodRequests;
import cn.ac.pcl.octopus.controller.crd.VolcanoNames;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Gives a gang of one to pods that name our scheduler but belong to no gang. */
public final class BarePods {

    private BarePods() {}

    /** The pod group that the pod lacks; empty when it needs none. */
    public static Optional<PodGroup> groupFor(Pod pod, Settings settings) {
        if (!settings.scheduler().equals(pod.getSpec().getSchedulerName())
                || pod.getMetadata().getDeletionTimestamp() != null
                || annotation(pod, VolcanoNames.GROUP_NAME).isPresent()
                || hasEnded(pod)) {
            return Optional.empty();
        }
        PodGroup group = new PodGroup();
        group.setMetadata(
                new ObjectMetaBuilder()
                        .withNamespace(pod.getMetadata().getNamespace())
                        .withName("podgroup-" + owner(pod).getUid())
                        .withOwnerReferences(owner(pod))
                        .build());
        Map<String, Quantity> resources = new TreeMap<>();
        PodRequests.of(pod.getSpec())
                .forEach((name, amount) -> resources.put(name, Requests.quantity(amount)));
        group.setSpec(
                new PodGroupSpec(
                        1,
                        annotation(pod, VolcanoNames.QUEUE_NAME).orElse(VolcanoNames.DEFAULT_QUEUE),
                        pod.getSpec().getPriorityClassName(),
                        resources,
                        null));
        return Optional.of(group);
    }

    private static OwnerReference owner(Pod pod) {
        return Requests.orEmpty(pod.getMetadata().getOwnerReferences()).stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst()
                .orElseGet(() ->
                        new OwnerReferenceBuilder()
                                .withApiVersion("v1")
                                .withKind("Pod")
                                .withName(pod.getMetadata().getName())
                                .withUid(pod.getMetadata().getUid())
                                .withController(true)
                                .build());
    }

    private static boolean hasEnded(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private static Optional<String> annotation(Pod pod, String name) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(name));
    }
}
