package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import cn.ac.pcl.octopus.controller.crd.VolcanoNames;
import cn.ac.pcl.octopus.controller.crd.VolumeSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the pods of a job from its templates. */
final class PodTemplates {

    private PodTemplates() {}

    static String podName(Job job, TaskSpec task, int index) {
        return job.getMetadata().getName() + "-" + task.name() + "-" + index;
    }

    /** The pod of one replica in one attempt of the job. */
    static Pod pod(Job job, TaskSpec task, int index, int version, Settings settings) {
        PodTemplateSpec template = Objects.requireNonNull(task.template());
        String name = podName(job, task, index);
        PodSpec spec = new PodSpecBuilder(template.getSpec()).build();
        JobSpec wanted = job.getSpec();
        if (isBlank(spec.getSchedulerName())) {
            String scheduler = wanted.schedulerName();
            spec.setSchedulerName(isBlank(scheduler) ? settings.scheduler() : scheduler);
        }
        if (isBlank(spec.getPriorityClassName()) && !isBlank(wanted.priorityClassName())) {
            spec.setPriorityClassName(wanted.priorityClassName());
        }
        if (isBlank(spec.getRestartPolicy())) {
            spec.setRestartPolicy("OnFailure");
        }
        spec = withVolumes(spec, wanted.volumes());
        List<EnvVar> env = environment(job, task, index);
        if (wanted.plugins().containsKey(SvcPlugin.NAME)) {
            spec.setHostname(name);
            spec.setSubdomain(job.getMetadata().getName());
            spec = SvcPlugin.withHosts(spec, job);
            env.addAll(SvcPlugin.environment(job));
        }
        spec.setContainers(withEnvironment(spec.getContainers(), env));
        spec.setInitContainers(withEnvironment(spec.getInitContainers(), env));
        return new PodBuilder()
                .withMetadata(metadata(job, task, index, version, template.getMetadata()))
                .withSpec(spec)
                .build();
    }

    private static ObjectMeta metadata(
            Job job, TaskSpec task, int index, int version, @Nullable ObjectMeta template) {
        String jobName = job.getMetadata().getName();
        return new ObjectMetaBuilder()
                .withNamespace(job.getMetadata().getNamespace())
                .withName(podName(job, task, index))
                .withLabels(template == null ? null : template.getLabels())
                .withAnnotations(template == null ? null : template.getAnnotations())
                .addToLabels(VolcanoNames.JOB_NAME, jobName)
                .addToLabels(VolcanoNames.JOB_NAMESPACE, job.getMetadata().getNamespace())
                .addToLabels(VolcanoNames.TASK_SPEC, task.name())
                .addToLabels(VolcanoNames.TASK_INDEX, Integer.toString(index))
                .addToAnnotations(VolcanoNames.JOB_NAME, jobName)
                .addToAnnotations(VolcanoNames.TASK_SPEC, task.name())
                .addToAnnotations(VolcanoNames.TASK_INDEX, Integer.toString(index))
                .addToAnnotations(VolcanoNames.GROUP_NAME, jobName)
                .addToAnnotations(VolcanoNames.JOB_VERSION, Integer.toString(version))
                .withOwnerReferences(Gang.owner(job))
                .build();
    }

    private static List<EnvVar> environment(Job job, TaskSpec task, int index) {
        List<EnvVar> env = new ArrayList<>();
        env.add(variable("TASKSET_NAMESPACE", job.getMetadata().getNamespace()));
        env.add(variable("TASKSET_NAME", job.getMetadata().getName()));
        env.add(variable("TASKROLE_NAME", task.name()));
        env.add(variable("TASKROLE_REPLICA_INDEX", Integer.toString(index)));
        if (job.getSpec().plugins().containsKey("env")) {
            env.add(variable("VK_TASK_INDEX", Integer.toString(index)));
            env.add(variable("VC_TASK_INDEX", Integer.toString(index)));
            env.add(variable("VC_TASK_NAME", task.name()));
        }
        return env;
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    /** Ours come first, so that the user's may refer to them; what the user sets himself stays. */
    private static List<Container> withEnvironment(
            @Nullable List<Container> containers, List<EnvVar> env) {
        return Requests.orEmpty(containers).stream()
                .map(container -> {
                    Set<String> own = new HashSet<>();
                    Requests.orEmpty(container.getEnv())
                            .forEach(variable -> own.add(variable.getName()));
                    List<EnvVar> all = new ArrayList<>(env);
                    all.removeIf(variable -> own.contains(variable.getName()));
                    all.addAll(Requests.orEmpty(container.getEnv()));
                    ContainerBuilder builder = new ContainerBuilder(container).withEnv(all);
                    if (isBlank(container.getTerminationMessagePolicy())) {
                        builder.withTerminationMessagePolicy("FallbackToLogsOnError");
                    }
                    return builder.build();
                })
                .toList();
    }

    private static PodSpec withVolumes(PodSpec spec, List<VolumeSpec> volumes) {
        PodSpecBuilder builder = new PodSpecBuilder(spec);
        for (int i = 0; i < volumes.size(); i++) {
            String claim = volumes.get(i).volumeClaimName();
            String path = volumes.get(i).mountPath();
            if (claim == null || path == null) {
                continue;
            }
            String name = "job-volume-" + i;
            builder.addNewVolume()
                    .withName(name)
                    .withNewPersistentVolumeClaim()
                    .withClaimName(claim)
                    .endPersistentVolumeClaim()
                    .endVolume();
            mountEverywhere(builder, name, path);
        }
        return builder.build();
    }

    /** Mounts a volume in every container that mounts nothing of that path itself. */
    static void mountEverywhere(PodSpecBuilder spec, String volume, String path) {
        spec.withContainers(mounted(spec.buildContainers(), volume, path));
        spec.withInitContainers(mounted(spec.buildInitContainers(), volume, path));
    }

    private static List<Container> mounted(
            @Nullable List<Container> containers, String volume, String path) {
        return Requests.orEmpty(containers).stream()
                .map(container ->
                        Requests.orEmpty(container.getVolumeMounts()).stream()
                                        .anyMatch(mount -> path.equals(mount.getMountPath()))
                                ? container
                                : new ContainerBuilder(container)
                                        .addNewVolumeMount()
                                        .withName(volume)
                                        .withMountPath(path)
                                        .endVolumeMount()
                                        .build())
                .toList();
    }

    /** Whether a pod made for a job carries this version; pods without one belong to the first. */
    static int version(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(VolcanoNames.JOB_VERSION);
        try {
            return text == null ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException unreadable) {
            return 0;
        }
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
