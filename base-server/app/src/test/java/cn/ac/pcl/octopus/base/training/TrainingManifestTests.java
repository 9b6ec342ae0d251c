package cn.ac.pcl.octopus.base.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import cn.ac.pcl.octopus.base.api.NewTraining.Parameter;
import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.CompletionPolicy;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobEvent;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.LifecyclePolicy;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class TrainingManifestTests {
    private static final LifecyclePolicy EVICTED =
            LifecyclePolicy.on(JobEvent.POD_EVICTED, Action.RESTART_JOB);
    private static final LifecyclePolicy FAILED =
            LifecyclePolicy.on(JobEvent.POD_FAILED, Action.RESTART_JOB);

    @Test
    void startsAllReplicasTogetherInTheQueueOfThePool() {
        JobSpec spec =
                manifest("00-1-2-01")
                        .job(List.of(Samples.subTask("a", 2, 1), Samples.subTask("b", 3, 1)))
                        .getSpec();

        assertThat(spec.minAvailable()).isEqualTo(5);
        assertThat(spec.queue()).isEqualTo("common-pool");
        assertThat(spec.schedulerName()).isEqualTo("volcano");
        assertThat(spec.plugins()).containsOnlyKeys("env", "svc");
        assertThat(spec.ttlSecondsAfterFinished()).isEqualTo(7 * 24 * 3600);
        assertThat(spec.policies()).containsExactly(EVICTED, FAILED);
        assertThat(spec.tasks())
                .extracting(TaskSpec::name, TaskSpec::replicas, TaskSpec::completionPolicy)
                .containsExactly(
                        tuple("task0", 2, new CompletionPolicy(1, 2)),
                        tuple("task1", 3, new CompletionPolicy(1, 3)));
    }

    @Test
    void runsOneContainerWithTheSharedVolumeAndNoPathOfTheHost() {
        Job job = manifest("00-1-2-01").job(List.of(Samples.subTask("a", 1, 1)));
        assertThat(job.getMetadata().getName()).isEqualTo("j1");
        assertThat(job.getMetadata().getNamespace()).isEqualTo("u1");
        assertThat(job.getMetadata().getLabels())
                .containsEntry("octopus.pcl.ac.cn/workspace", "w1");

        PodSpec pod = pod(job);
        assertThat(pod.getRestartPolicy()).isEqualTo("Never");
        assertThat(pod.getNodeSelector())
                .containsExactly(Map.entry("openi.octopus.resourcepool.common-pool", "bound"));
        assertThat(pod.getVolumes())
                .singleElement()
                .satisfies(volume ->
                        assertThat(volume.getPersistentVolumeClaim().getClaimName())
                                .isEqualTo("octopus-pvc-u1"));
        assertThat(labels(job)).containsEntry("octopus.pcl.ac.cn/type", "train_job");

        Container container = pod.getContainers().getFirst();
        assertThat(container.getName()).isEqualTo("task0");
        assertThat(container.getImage()).isEqualTo("octopus.local/python:3");
        assertThat(container.getCommand()).containsExactly("sh", "-c", "cd /code;python3 train.py");
        assertThat(container.getEnv())
                .extracting(EnvVar::getName, EnvVar::getValue)
                .containsExactly(tuple("TZ", "Asia/Shanghai"), tuple("TRACEPARENT", "00-1-2-01"));
        assertThat(container.getResources().getRequests())
                .isEqualTo(container.getResources().getLimits())
                .containsEntry("cpu", Quantity.parse("1"))
                .containsEntry("memory", Quantity.parse("1Gi"));
        assertThat(container.getVolumeMounts())
                .extracting(
                        VolumeMount::getMountPath,
                        VolumeMount::getSubPath,
                        VolumeMount::getReadOnly)
                .containsExactly(
                        tuple("/code", "octopus/codes/x/V1", true),
                        tuple("/dataset", "octopus/dataSets/y/V1", true),
                        tuple("/model", "octopus/trainJobs/default-workspace/u1/j1", false));
    }

    /** Read back as Kubernetes reads a command: it knows TZ, and two dollar signs are one. */
    @ParameterizedTest
    @ValueSource(strings = {"echo $$ && kill -0 $$", "echo $(TZ) $$(TZ)", "a$", "awk '{print $1}'"})
    void leavesDollarSignsToTheShell(String text) {
        List<String> command =
                pod(manifest(null).job(List.of(subTask(text, text))))
                        .getContainers()
                        .getFirst()
                        .getCommand();

        assertThat(command.getLast().replace("$$", "")).doesNotContain("$");
        assertThat(command.getLast().replace("$$", "$"))
                .isEqualTo("cd /code;" + text + " " + ShellText.quoted("--k=" + text));
    }

    @Test
    void givesSharedMemoryAndTheNodesOfCustomResources() {
        SubTask plain = Samples.subTask("a", 1, 1);
        SubTask special =
                new SubTask(
                        plain.name(),
                        plain.command(),
                        plain.parameters(),
                        plain.specId(),
                        plain.specName(),
                        1,
                        1,
                        1,
                        1,
                        false,
                        Map.of("nvidia.com/gpu", "2"),
                        "512Mi",
                        Map.of("openi.octopus.resource.debug-gpu", "bound"));

        PodSpec pod = pod(manifest(null).job(List.of(special)));

        assertThat(pod.getNodeSelector())
                .containsOnlyKeys(
                        "openi.octopus.resourcepool.common-pool",
                        "openi.octopus.resource.debug-gpu");
        assertThat(pod.getVolumes().getLast().getEmptyDir().getMedium()).isEqualTo("Memory");
        assertThat(pod.getVolumes().getLast().getEmptyDir().getSizeLimit())
                .isEqualTo(Quantity.parse("512Mi"));
        assertThat(pod.getContainers().getFirst().getVolumeMounts().getLast().getMountPath())
                .isEqualTo("/dev/shm");
        assertThat(pod.getContainers().getFirst().getEnv())
                .extracting(EnvVar::getName)
                .containsExactly("TZ");
    }

    @Test
    void endsTheJobWithItsMainRole() {
        assertThat(task(2, 1, true).policies())
                .containsExactly(
                        LifecyclePolicy.on(JobEvent.POD_FAILED, Action.ABORT_JOB),
                        LifecyclePolicy.on(JobEvent.TASK_COMPLETED, Action.COMPLETE_JOB));
    }

    @Test
    void bearsFailuresThatWereDeclaredBearable() {
        assertThat(task(3, 2, true).policies())
                .containsExactly(LifecyclePolicy.on(JobEvent.TASK_COMPLETED, Action.COMPLETE_JOB));
        assertThat(task(3, 2, false).policies()).isEmpty();
        assertThat(manifest(null).job(List.of(subTask(3, 2, false))).getSpec().policies())
                .containsExactly(EVICTED);
    }

    @Test
    void survivesItsStorageAsText() {
        JsonMapper json = JsonMapper.shared();
        Job job = manifest("00-1-2-01").job(List.of(Samples.subTask("a", 2, 1)));
        assertThat(json.readValue(json.writeValueAsString(job), Job.class)).isEqualTo(job);
    }

    private static TaskSpec task(int replicas, int minFailed, boolean isMain) {
        return manifest(null)
                .job(List.of(subTask(replicas, minFailed, isMain)))
                .getSpec()
                .tasks()
                .getFirst();
    }

    private static SubTask subTask(String command, String parameter) {
        SubTask plain = Samples.subTask("a", 1, 1);
        return new SubTask(
                plain.name(),
                command,
                List.of(new Parameter("k", parameter)),
                plain.specId(),
                plain.specName(),
                plain.specPrice(),
                1,
                1,
                1,
                true,
                plain.resources(),
                null,
                Map.of());
    }

    private static SubTask subTask(int replicas, int minFailed, boolean isMain) {
        SubTask plain = Samples.subTask("a", replicas, 1);
        return new SubTask(
                plain.name(),
                plain.command(),
                plain.parameters(),
                plain.specId(),
                plain.specName(),
                plain.specPrice(),
                replicas,
                minFailed,
                replicas,
                isMain,
                plain.resources(),
                null,
                Map.of());
    }

    private static PodSpec pod(Job job) {
        return Objects.requireNonNull(job.getSpec().tasks().getFirst().template()).getSpec();
    }

    private static Map<String, String> labels(Job job) {
        return Objects.requireNonNull(job.getSpec().tasks().getFirst().template())
                .getMetadata()
                .getLabels();
    }

    private static TrainingManifest manifest(@Nullable String traceParent) {
        return new TrainingManifest(
                "j1",
                "u1",
                "w1",
                "common-pool",
                Map.of("openi.octopus.resourcepool.common-pool", "bound"),
                "octopus.local/python:3",
                "octopus-pvc-u1",
                new TrainingManifest.Mounts(
                        "octopus/codes/x/V1",
                        "octopus/dataSets/y/V1",
                        "octopus/trainJobs/default-workspace/u1/j1"),
                traceParent,
                "Asia/Shanghai");
    }
}
