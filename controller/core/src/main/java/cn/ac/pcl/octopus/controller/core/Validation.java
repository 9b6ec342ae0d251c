package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What makes a job impossible whatever the cluster. */
final class Validation {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** Pods get their name as host name, which is a DNS label. */
    private static final int LONGEST_NAME = 63;

    private Validation() {}

    /** The first thing wrong with the job, in a sentence. */
    static Optional<String> flaw(Job job) {
        JobSpec spec = job.getSpec();
        if (spec.replicas() == 0) {
            return Optional.of("the job has no task with a replica");
        }
        Set<String> names = new HashSet<>();
        for (TaskSpec task : spec.tasks()) {
            Optional<String> flaw = flaw(job, task);
            if (flaw.isPresent()) {
                return flaw;
            }
            if (!names.add(task.name())) {
                return Optional.of("two tasks are called " + task.name());
            }
        }
        int minMember = Gang.minMember(spec);
        if (minMember < 0 || minMember > spec.replicas()) {
            return Optional.of(
                    "minAvailable is "
                            + minMember
                            + ", but the tasks have "
                            + spec.replicas()
                            + " replicas");
        }
        return Optional.empty();
    }

    private static Optional<String> flaw(Job job, TaskSpec task) {
        if (!LABEL.matcher(task.name()).matches()) {
            return Optional.of("'" + task.name() + "' is no name for a task: use a-z, 0-9 and -");
        }
        if (task.replicas() < 0) {
            return Optional.of("task " + task.name() + " has a negative number of replicas");
        }
        PodTemplateSpec template = task.template();
        if (template == null
                || template.getSpec() == null
                || Requests.orEmpty(template.getSpec().getContainers()).isEmpty()) {
            return Optional.of("task " + task.name() + " has no container");
        }
        String last = PodTemplates.podName(job, task, Math.max(0, task.replicas() - 1));
        if (last.length() > LONGEST_NAME) {
            return Optional.of("the pod name " + last + " is longer than 63 characters");
        }
        return Optional.empty();
    }
}
