package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.NetworkTopology;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupSpec;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.controller.crd.QueueState;
import cn.ac.pcl.octopus.controller.crd.QueueStatus;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import cn.ac.pcl.octopus.controller.crd.VolcanoNames;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.GangTopology;
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
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns Kubernetes objects into the facts that the core knows. */
final class Facts {
    /** Label of a Queue without selector that is open to every node. */
    static final String SHARED = "octopus.pcl.ac.cn/shared";

    /** Annotation of a Queue: the labels of its nodes that name domains, the widest first. */
    static final String TOPOLOGY = "octopus.pcl.ac.cn/topology";

    /** The domains of a Queue that does not say. */
    private static final List<String> LEVELS =
            List.of(
                    "topology.kubernetes.io/zone",
                    "octopus.pcl.ac.cn/rack",
                    "octopus.pcl.ac.cn/link-domain");

    private Facts() {}

    /** A node; one that is not ready, or takes no pods at all, takes nothing new. */
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
        Map<String, Long> amounts =
                node.getStatus() == null
                        ? Map.of()
                        : Shapes.amounts(node.getStatus().getAllocatable());
        // To the core a node that does not speak of pods takes any number.
        boolean takesNoPods = amounts.getOrDefault(Resources.PODS, 1L) <= 0;
        return new NodeSpec(
                node.getMetadata().getName(),
                labels(node),
                taints,
                cordoned || takesNoPods || !ready(node),
                Resources.of(amounts));
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
                .withOpen(QueueStatus.of(queue).state() == QueueState.OPEN)
                .withLevels(levels(queue));
    }

    /** The labels that name domains of a Queue's nodes, the widest first. */
    static List<String> levels(Queue queue) {
        Map<String, String> annotations = queue.getMetadata().getAnnotations();
        String named = annotations == null ? null : annotations.get(TOPOLOGY);
        return named == null
                ? LEVELS
                : Stream.of(named.split(",", -1))
                        .map(String::strip)
                        .filter(it -> !it.isEmpty())
                        .toList();
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
                .withOwner(
                        new Owner(
                                labels(group).getOrDefault(VolcanoNames.WORKSPACE, ""), namespace))
                .withRunTime(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    /**
     * How close to each other the pods of a gang run. Tiers count from the narrowest level; beyond
     * the widest there is no limit.
     *
     * @param levels of its Queue, the widest first
     */
    static @Nullable GangTopology topology(PodGroup group, List<String> levels) {
        NetworkTopology asked = group.getSpec().networkTopology();
        if (asked == null) {
            return null;
        }
        String narrowest = levels.isEmpty() ? null : levels.getLast();
        if ("soft".equals(asked.mode())) {
            return narrowest == null ? null : GangTopology.near(narrowest);
        }
        String name = asked.highestTierName();
        if (name != null && !name.isBlank()) {
            return new GangTopology(name, narrowest);
        }
        int tier = asked.highestTierAllowed() == null ? 1 : Math.max(1, asked.highestTierAllowed());
        if (levels.isEmpty()) {
            // A limit that nothing can tell is kept by nothing.
            return GangTopology.within("tier " + tier);
        }
        int widest = levels.size() - tier;
        return new GangTopology(widest < 0 ? null : levels.get(widest), narrowest);
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
        return Shapes.of(pod.getSpec(), pod.getMetadata().getNamespace(), labels(pod));
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
            var shape =
                    Shapes.of(
                            template.getSpec(),
                            gang.namespace(),
                            plannedLabels(job, task, template.getMetadata()));
            for (int i = 0; i < task.replicas(); i++) {
                String name = gang.name() + "-" + task.name() + "-" + i;
                pods.add(PodSpec.waiting(new PodId(gang.namespace(), name, ""), gang, shape));
            }
        }
        return pods;
    }

    /** The labels that the controller gives to the pods of a task, but for the number of each. */
    private static Map<String, String> plannedLabels(
            Job job, TaskSpec task, @Nullable ObjectMeta template) {
        Map<String, String> labels = new HashMap<>();
        if (template != null && template.getLabels() != null) {
            labels.putAll(template.getLabels());
        }
        labels.put(VolcanoNames.JOB_NAME, job.getMetadata().getName());
        labels.put(VolcanoNames.JOB_NAMESPACE, job.getMetadata().getNamespace());
        labels.put(VolcanoNames.TASK_SPEC, task.name());
        return labels;
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
