package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupSpec;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.controller.crd.QueueState;
import cn.ac.pcl.octopus.controller.crd.QueueStatus;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import cn.ac.pcl.octopus.controller.crd.VolcanoNames;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.Owner;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PodSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import cn.ac.pcl.octopus.scheduler.core.Taint;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns Kubernetes objects into the facts that the core knows. */
final class Facts {
    /** Label of a Queue without selector that is open to every node. */
    static final String SHARED = "octopus.pcl.ac.cn/shared";

    /** Label of a Job's PodGroup: the workspace that is charged for it. */
    static final String WORKSPACE = "octopus.pcl.ac.cn/workspace";

    private Facts() {}

    /** A node; one that is not ready takes nothing new. */
    static NodeSpec node(Node node) {
        var spec =
                node.getSpec() == null
                        ? new io.fabric8.kubernetes.api.model.NodeSpec()
                        : node.getSpec();
        boolean cordoned = Boolean.TRUE.equals(spec.getUnschedulable());
        List<Taint> taints = new ArrayList<>();
        for (var taint : spec.getTaints()) {
            var effect = Shapes.effect(taint.getEffect());
            if (effect != null) {
                String value = taint.getValue() == null ? "" : taint.getValue();
                taints.add(new Taint(taint.getKey(), value, effect));
            }
        }
        return new NodeSpec(
                node.getMetadata().getName(),
                labels(node),
                taints,
                cordoned || !ready(node),
                node.getStatus() == null
                        ? Resources.NONE
                        : Resources.of(Shapes.amounts(node.getStatus().getAllocatable())));
    }

    private static boolean ready(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(it ->
                                it.getType().equals("Ready") && it.getStatus().equals("True"));
    }

    /** A pool. Without a selector it has no node, unless it is labelled as shared. */
    static PoolSpec pool(Queue queue) {
        return PoolSpec.of(queue.getMetadata().getName(), queue.getSpec().nodeSelector())
                .withShared("true".equals(labels(queue).get(SHARED)))
                .withOpen(QueueStatus.of(queue).state() == QueueState.OPEN);
    }

    /**
     * A gang. Members that have ended have had their places: only the others start together.
     *
     * @param priority value of its priority class, 0 when it has none
     * @param ended how many of its pods have ended
     */
    static GangSpec gang(PodGroup group, int priority, int ended) {
        PodGroupSpec spec = group.getSpec();
        String namespace = group.getMetadata().getNamespace();
        Long seconds = spec.expectedRunSeconds();
        int together = Math.max(Math.min(1, spec.minMember()), spec.minMember() - ended);
        return GangSpec.of(gangId(group), poolOf(group), together, created(group))
                .withPriority(priority)
                .withOwner(new Owner(labels(group).getOrDefault(WORKSPACE, ""), namespace))
                .withRunTime(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    static GangId gangId(HasMetadata object) {
        return new GangId(object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    static String poolOf(PodGroup group) {
        String queue = group.getSpec().queue();
        return queue == null || queue.isEmpty() ? VolcanoNames.DEFAULT_QUEUE : queue;
    }

    /** The gang that a pod names, if a scheduler of this name is to place it. */
    static Optional<GangId> gangOf(Pod pod, String schedulerName) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        if (annotations == null || !schedulerName.equals(pod.getSpec().getSchedulerName())) {
            return Optional.empty();
        }
        return Optional.ofNullable(annotations.get(VolcanoNames.GROUP_NAME))
                .map(name -> new GangId(pod.getMetadata().getNamespace(), name));
    }

    static PodId podId(Pod pod) {
        var metadata = pod.getMetadata();
        return new PodId(metadata.getNamespace(), metadata.getName(), metadata.getUid());
    }

    static PodShape shape(Pod pod) {
        return Shapes.of(pod.getSpec(), labels(pod));
    }

    /** True when somebody else has a word to say before the pod may be placed. */
    static boolean isGated(Pod pod) {
        var gates = pod.getSpec().getSchedulingGates();
        return gates != null && !gates.isEmpty();
    }

    /** True when a pod has a node. */
    static boolean isBound(Pod pod) {
        String node = pod.getSpec().getNodeName();
        return node != null && !node.isEmpty();
    }

    /** True when a pod has ended and needs nothing any more. */
    static boolean ended(Pod pod) {
        String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    /** True for a pod that was announced before it exists. */
    static boolean planned(PodId pod) {
        return pod.uid().isEmpty();
    }

    /** The pods that a Job will have, before they exist. */
    static List<PodSpec> plannedPods(Job job) {
        List<PodSpec> pods = new ArrayList<>();
        GangId gang = gangId(job);
        for (TaskSpec task : job.getSpec().tasks()) {
            PodTemplateSpec template = task.template();
            if (template == null || template.getSpec() == null) {
                continue;
            }
            var metadata = template.getMetadata();
            var shape =
                    Shapes.of(template.getSpec(), metadata == null ? null : metadata.getLabels());
            for (int i = 0; i < task.replicas(); i++) {
                String name = gang.name() + "-" + task.name() + "-" + i;
                pods.add(PodSpec.waiting(new PodId(gang.namespace(), name, ""), gang, shape));
            }
        }
        return pods;
    }

    private static Instant created(HasMetadata object) {
        String time = object.getMetadata().getCreationTimestamp();
        try {
            return time == null ? Instant.EPOCH : Instant.parse(time);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private static Map<String, String> labels(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }
}
