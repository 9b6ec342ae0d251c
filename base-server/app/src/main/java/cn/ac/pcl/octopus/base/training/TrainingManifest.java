package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.CompletionPolicy;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobEvent;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.LifecyclePolicy;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import cn.ac.pcl.octopus.controller.crd.VolcanoNames;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster is to run for a training job. Pure.
 *
 * @param jobId name of the Job
 * @param userId whose it is; also its namespace
 * @param workspaceId the workspace that takes its turn with it
 * @param queue pool in which it waits
 * @param poolSelector labels of the nodes of that pool
 * @param image reference of the image
 * @param claim claim of the user over the shared volume
 * @param mounts what of the volume is mounted where
 * @param traceParent trace in which the job was submitted; absent when nothing is traced
 * @param timeZone zone of the clocks in its pods
 */
record TrainingManifest(
        String jobId,
        String userId,
        String workspaceId,
        String queue,
        Map<String, String> poolSelector,
        String image,
        String claim,
        Mounts mounts,
        @Nullable String traceParent,
        String timeZone) {
    /** Label by which the logs of training jobs are collected. */
    static final String TYPE_LABEL = "octopus.pcl.ac.cn/type";

    /** Value of {@link #TYPE_LABEL}; also the kind of the job at the task engine. */
    static final String TRAIN_JOB = "train_job";

    /**
     * The task engine removes an ended Job itself, once it has recorded the end; this is for the
     * case that it does not come back.
     */
    private static final int KEEP_SECONDS = (int) Duration.ofDays(7).toSeconds();

    private static final String SHARED = "shared";
    private static final String SHM = "shm";

    /**
     * Places on the shared volume, relative to it.
     *
     * @param code what is seen at {@code /code}, read-only
     * @param dataset what is seen at {@code /dataset}, read-only
     * @param output what is seen at {@code /model}, to be written
     */
    record Mounts(String code, String dataset, String output) {}

    Job job(List<SubTask> roles) {
        Job job = new Job();
        job.setMetadata(
                new ObjectMetaBuilder()
                        .withName(jobId)
                        .withNamespace(userId)
                        .addToLabels(TYPE_LABEL, TRAIN_JOB)
                        .addToLabels(VolcanoNames.WORKSPACE, workspaceId)
                        .build());
        boolean endsAtFirstFailure = roles.stream().allMatch(role -> role.minFailed() == 1);
        List<LifecyclePolicy> policies = new ArrayList<>();
        policies.add(LifecyclePolicy.on(JobEvent.POD_EVICTED, Action.RESTART_JOB));
        if (endsAtFirstFailure) {
            policies.add(LifecyclePolicy.on(JobEvent.POD_FAILED, Action.RESTART_JOB));
        }
        job.setSpec(
                JobSpec.builder()
                        .schedulerName(VolcanoNames.SCHEDULER)
                        .queue(queue)
                        .minAvailable(roles.stream().mapToInt(SubTask::replicas).sum())
                        .plugins(Map.of("env", List.of(), "svc", List.of()))
                        .policies(policies)
                        .ttlSecondsAfterFinished(KEEP_SECONDS)
                        .tasks(
                                IntStream.range(0, roles.size())
                                        .mapToObj(index -> task(index, roles.get(index)))
                                        .toList())
                        .build());
        return job;
    }

    /** Name of a sub-task in the cluster and in the path of its logs. */
    static String taskName(int index) {
        return "task" + index;
    }

    private TaskSpec task(int index, SubTask role) {
        return new TaskSpec(taskName(index), role.replicas(), template(index, role))
                .withCompletionPolicy(new CompletionPolicy(role.minFailed(), role.minSucceeded()))
                .withPolicies(policies(role));
    }

    /**
     * The end of a main role is the end of the job. A role that bears failures has no answer to the
     * failure of a pod: its completion policy counts them.
     */
    private static List<LifecyclePolicy> policies(SubTask role) {
        List<LifecyclePolicy> policies = new ArrayList<>();
        if (role.isMain()) {
            if (role.minFailed() == 1) {
                policies.add(LifecyclePolicy.on(JobEvent.POD_FAILED, Action.ABORT_JOB));
            }
            policies.add(LifecyclePolicy.on(JobEvent.TASK_COMPLETED, Action.COMPLETE_JOB));
        }
        return policies;
    }

    private PodTemplateSpec template(int index, SubTask role) {
        Map<String, String> nodeSelector = new HashMap<>(role.nodeSelector());
        nodeSelector.putAll(poolSelector);
        Map<String, Quantity> resources = new HashMap<>();
        role.resources().forEach((name, text) -> resources.put(name, Quantity.parse(text)));
        var container =
                new ContainerBuilder()
                        .withName(taskName(index))
                        .withImage(image)
                        .withCommand(
                                "sh",
                                "-c",
                                literal(ShellText.of(role.command(), role.parameters())))
                        .withEnv(environment())
                        .withNewResources()
                        .withRequests(resources)
                        .withLimits(resources)
                        .endResources()
                        .withVolumeMounts(volumeMounts(role))
                        .build();
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .addToLabels(TYPE_LABEL, TRAIN_JOB)
                .endMetadata()
                .withSpec(
                        new PodSpecBuilder()
                                .withRestartPolicy("Never")
                                .withAutomountServiceAccountToken(false)
                                .withEnableServiceLinks(false)
                                .withNodeSelector(nodeSelector)
                                .withContainers(container)
                                .withVolumes(volumes(role))
                                .build())
                .build();
    }

    /** In a command, Kubernetes takes {@code $$} for a dollar sign and {@code $(X)} for X. */
    private static String literal(String text) {
        return text.replace("$", "$$");
    }

    private List<EnvVar> environment() {
        List<EnvVar> environment = new ArrayList<>();
        environment.add(variable("TZ", timeZone));
        if (traceParent != null) {
            environment.add(variable("TRACEPARENT", traceParent));
        }
        return environment;
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private List<VolumeMount> volumeMounts(SubTask role) {
        List<VolumeMount> all = new ArrayList<>();
        all.add(mount("/code", mounts.code(), true));
        all.add(mount("/dataset", mounts.dataset(), true));
        all.add(mount("/model", mounts.output(), false));
        if (role.shm() != null) {
            all.add(new VolumeMountBuilder().withName(SHM).withMountPath("/dev/shm").build());
        }
        return all;
    }

    private static VolumeMount mount(String path, String subPath, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(SHARED)
                .withMountPath(path)
                .withSubPath(subPath)
                .withReadOnly(readOnly)
                .build();
    }

    private List<Volume> volumes(SubTask role) {
        List<Volume> all = new ArrayList<>();
        all.add(
                new VolumeBuilder()
                        .withName(SHARED)
                        .withNewPersistentVolumeClaim()
                        .withClaimName(claim)
                        .endPersistentVolumeClaim()
                        .build());
        if (role.shm() != null) {
            all.add(
                    new VolumeBuilder()
                            .withName(SHM)
                            .withNewEmptyDir()
                            .withMedium("Memory")
                            .withSizeLimit(Quantity.parse(role.shm()))
                            .endEmptyDir()
                            .build());
        }
        return all;
    }
}
