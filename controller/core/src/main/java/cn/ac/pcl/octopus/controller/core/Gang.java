package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupSpec;
import cn.ac.pcl.octopus.controller.crd.PodRequests;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import cn.ac.pcl.octopus.controller.crd.VolcanoNames;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The pod group of a job: what must be placed together. */
final class Gang {

    /** Annotations of jobs that are meant for whoever schedules them. */
    private static final Pattern SCHEDULING =
            Pattern.compile("([a-z.]+\\.)?(volcano\\.sh|octopus\\.pcl\\.ac\\.cn)/");

    private Gang() {}

    static int minMember(JobSpec spec) {
        Integer minAvailable = spec.minAvailable();
        return minAvailable == null || minAvailable == 0 ? spec.replicas() : minAvailable;
    }

    static String queue(JobSpec spec) {
        String queue = spec.queue();
        return queue == null || queue.isBlank() ? VolcanoNames.DEFAULT_QUEUE : queue;
    }

    static PodGroup wanted(Job job) {
        JobSpec spec = job.getSpec();
        PodGroup group = new PodGroup();
        group.setMetadata(
                new ObjectMetaBuilder()
                        .withNamespace(job.getMetadata().getNamespace())
                        .withName(job.getMetadata().getName())
                        .withLabels(labels(job))
                        .withAnnotations(annotations(job))
                        .withOwnerReferences(owner(job))
                        .build());
        group.setSpec(
                new PodGroupSpec(
                        minMember(spec),
                        queue(spec),
                        priorityClass(spec),
                        minResources(spec),
                        spec.expectedRunSeconds(),
                        spec.networkTopology()));
        return group;
    }

    /** Whether the pod group is this job's own, and not of an earlier job of the same name. */
    static boolean isOf(PodGroup group, Job job) {
        return Requests.orEmpty(group.getMetadata().getOwnerReferences()).stream()
                .anyMatch(owner -> owner.getUid().equals(job.getMetadata().getUid()));
    }

    /** The pod group of this very job, unless it is on its way out. */
    static Optional<PodGroup> ownOf(Observed seen) {
        return seen.group()
                .filter(group -> isOf(group, seen.job()))
                .filter(group -> group.getMetadata().getDeletionTimestamp() == null);
    }

    /** Whether the group says what is wanted; others may have annotated it, too. */
    static boolean isAs(PodGroup group, PodGroup wanted) {
        Map<String, String> annotations =
                Optional.ofNullable(group.getMetadata().getAnnotations()).orElse(Map.of());
        return group.getSpec().equals(wanted.getSpec())
                && labels(group).equals(labels(wanted))
                && annotations
                        .entrySet()
                        .containsAll(wanted.getMetadata().getAnnotations().entrySet());
    }

    static OwnerReference owner(Job job) {
        return new OwnerReferenceBuilder()
                .withApiVersion(job.getApiVersion())
                .withKind(job.getKind())
                .withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    /** An empty name would not be kept by the API server, and the group differ at each look. */
    private static @Nullable String priorityClass(JobSpec spec) {
        String name = spec.priorityClassName();
        return name == null || name.isBlank() ? null : name;
    }

    /** The labels by which gangs take turns; those of others are none of the group's. */
    private static Map<String, String> labels(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String workspace = labels == null ? null : labels.get(VolcanoNames.WORKSPACE);
        return workspace == null ? Map.of() : Map.of(VolcanoNames.WORKSPACE, workspace);
    }

    /** What is said to schedulers; the annotations of others on the job are none of the group's. */
    private static Map<String, String> annotations(Job job) {
        Map<String, String> copied =
                new TreeMap<>(
                        Optional.ofNullable(job.getMetadata().getAnnotations()).orElse(Map.of()));
        copied.keySet().removeIf(name -> !SCHEDULING.matcher(name).lookingAt());
        return copied;
    }

    /** What the first {@code minMember} pods ask for together, in the order of the tasks. */
    private static Map<String, Quantity> minResources(JobSpec spec) {
        Map<String, BigDecimal> sum = new TreeMap<>();
        int left = minMember(spec);
        for (TaskSpec task : spec.tasks()) {
            PodTemplateSpec template = task.template();
            int counted = Math.min(left, task.replicas());
            left -= counted;
            if (template != null && template.getSpec() != null && counted > 0) {
                BigDecimal times = BigDecimal.valueOf(counted);
                PodRequests.of(template.getSpec())
                        .forEach((name, amount) ->
                                sum.merge(name, amount.multiply(times), BigDecimal::add));
            }
        }
        Map<String, Quantity> quantities = new TreeMap<>();
        sum.forEach((name, amount) -> quantities.put(name, Requests.quantity(amount)));
        return quantities;
    }
}
