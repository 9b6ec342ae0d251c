package cn.ac.pcl.octopus.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real node with real processes. */
class LocalNodeIT {
    private static final String SHELL = "octopus.local/shell:1";

    @TempDir private Path directory;
    private PodLogFiles logs;
    private ApiServer server;
    private KubernetesClient client;
    private LocalNode node;

    @BeforeEach
    void start() {
        logs = new PodLogFiles(directory.resolve("logs"));
        server = ApiServer.start(ApiServerOptions.inMemory().withPodLogs(logs));
        client = ApiServerTests.client(server);
        node = startNode();
        client.nodes()
                .withName("local")
                .waitUntilCondition(LocalNodeIT::isReady, 20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        node.shutDown();
        client.close();
        server.close();
    }

    private LocalNode startNode() {
        return LocalNode.start(
                LocalNodeOptions.of("local", server.kubeconfig(), directory.resolve("node"))
                        .withPodLogs(logs)
                        .withJobLogs(directory.resolve("job-logs"))
                        .withExtraResources(Map.of("nvidia.com/gpu", "2")));
    }

    @Test
    void offersTheMachinesProcessorsAndTheConfiguredResources() {
        Node found = client.nodes().withName("local").get();
        assertThat(found.getStatus().getAllocatable())
                .containsEntry("nvidia.com/gpu", new Quantity("2"))
                .containsKeys("cpu", "memory", "pods");
    }

    @Test
    void runsACommandToItsEndAndKeepsItsLog() {
        run(pod("hello", SHELL, "sh", "-c", "echo hello; echo world >&2"));
        Pod done = awaitPhase("hello", "Succeeded");
        assertThat(terminated(done).getTerminated().getExitCode()).isZero();
        assertThat(done.getStatus().getPodIP()).startsWith("127.");
        assertThat(client.pods().inNamespace("default").withName("hello").getLog())
                .isEqualTo("hello\nworld\n");
        assertThat(client.pods().inNamespace("default").withName("hello").tailingLines(1).getLog())
                .isEqualTo("world\n");
    }

    @Test
    void tellsTheExitCodeAndTheLastWordsOfAFailure() {
        run(
                edit(pod("fails", SHELL, "sh", "-c", "echo it broke; exit 3"))
                        .editSpec()
                        .editFirstContainer()
                        .withTerminationMessagePolicy("FallbackToLogsOnError")
                        .endContainer()
                        .endSpec()
                        .build());
        Pod failed = awaitPhase("fails", "Failed");
        assertThat(terminated(failed).getTerminated().getExitCode()).isEqualTo(3);
        assertThat(terminated(failed).getTerminated().getMessage()).contains("it broke");
    }

    @Test
    void refusesAnImageItDoesNotHave() {
        run(pod("image", "docker.io/library/python:3", "python3"));
        Pod waiting =
                await(
                        "image",
                        pod ->
                                status(pod).getState() != null
                                        && status(pod).getState().getWaiting() != null
                                        && "ErrImagePull"
                                                .equals(
                                                        status(pod)
                                                                .getState()
                                                                .getWaiting()
                                                                .getReason()));
        assertThat(status(waiting).getState().getWaiting().getMessage()).contains(SHELL);
        assertThat(waiting.getStatus().getPhase()).isEqualTo("Pending");
    }

    @Test
    void failsACommandThatCannotStart() {
        run(pod("nothing", SHELL, "no-such-program"));
        Pod failed = awaitPhase("nothing", "Failed");
        assertThat(terminated(failed).getTerminated().getReason()).isEqualTo("StartError");
        assertThat(terminated(failed).getTerminated().getExitCode()).isEqualTo(128);
        assertThat(terminated(failed).getTerminated().getMessage()).contains("no-such-program");
    }

    @Test
    void refusesWhatDoesNotFit() {
        run(
                edit(pod("big", SHELL, "true"))
                        .editSpec()
                        .editFirstContainer()
                        .withNewResources()
                        .addToRequests("nvidia.com/gpu", new Quantity("3"))
                        .endResources()
                        .endContainer()
                        .endSpec()
                        .build());
        assertThat(awaitPhase("big", "Failed").getStatus().getReason())
                .isEqualTo("OutOfnvidia.com/gpu");
    }

    @Test
    void mountsClaimsByPathAndKeepsReadOnlyOnesUnchanged() throws IOException {
        Path share = Files.createDirectories(directory.resolve("share"));
        Files.createDirectories(share.resolve("octopus/codes/a"));
        Files.writeString(
                share.resolve("octopus/codes/a/train.sh"),
                "cat $OCTOPUS_CODE_DIR/train.sh | wc -l");
        claim(share);
        run(
                edit(pod(
                                "mounts",
                                SHELL,
                                "sh",
                                "-c",
                                "cd /code; sh train.sh > /model/lines; touch /code/new || echo kept;"
                                        + " echo x > /dev/shm/x && echo shm; cat /etc/given/word;"
                                        + " echo $POD on $(HOSTIP); touch /made-in-root"))
                        .editSpec()
                        .editFirstContainer()
                        .withEnv(
                                new EnvVarBuilder()
                                        .withName("POD")
                                        .withNewValueFrom()
                                        .withNewFieldRef()
                                        .withFieldPath("metadata.name")
                                        .endFieldRef()
                                        .endValueFrom()
                                        .build(),
                                new EnvVarBuilder()
                                        .withName("HOSTIP")
                                        .withValue("host of $(POD)")
                                        .build())
                        .withVolumeMounts(
                                new VolumeMountBuilder()
                                        .withName("share")
                                        .withMountPath("/code")
                                        .withSubPath("octopus/codes/a")
                                        .withReadOnly(true)
                                        .build(),
                                new VolumeMountBuilder()
                                        .withName("share")
                                        .withMountPath("/model")
                                        .withSubPath("octopus/trainJobs/1")
                                        .build(),
                                new VolumeMountBuilder()
                                        .withName("shm")
                                        .withMountPath("/dev/shm")
                                        .build(),
                                new VolumeMountBuilder()
                                        .withName("given")
                                        .withMountPath("/etc/given")
                                        .build())
                        .endContainer()
                        .withVolumes(
                                new VolumeBuilder()
                                        .withName("share")
                                        .withNewPersistentVolumeClaim()
                                        .withClaimName("share")
                                        .endPersistentVolumeClaim()
                                        .build(),
                                new VolumeBuilder()
                                        .withName("shm")
                                        .withNewEmptyDir()
                                        .withMedium("Memory")
                                        .endEmptyDir()
                                        .build(),
                                new VolumeBuilder()
                                        .withName("given")
                                        .withNewConfigMap()
                                        .withName("given")
                                        .endConfigMap()
                                        .build())
                        .endSpec()
                        .build());
        client.resource(
                        new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName("given")
                                .withNamespace("default")
                                .endMetadata()
                                .addToData("word", "given\n")
                                .build())
                .create();
        awaitPhase("mounts", "Succeeded");
        String said = client.pods().inNamespace("default").withName("mounts").getLog();
        assertThat(said).contains("kept", "shm", "given", "mounts on host of mounts");
        assertThat(share.resolve("octopus/trainJobs/1/lines")).exists();
        assertThat(share.resolve("octopus/codes/a/new")).doesNotExist();
        assertThat(Path.of("/made-in-root")).doesNotExist();
    }

    @Test
    void hidesTheEnvironmentOfTheMachine() {
        run(pod("env", SHELL, "env"));
        awaitPhase("env", "Succeeded");
        assertThat(client.pods().inNamespace("default").withName("env").getLog())
                .contains("PATH=", "HOME=/tmp", "LANG=C.UTF-8")
                .doesNotContain("JAVA_HOME", "MAVEN", "USER=");
    }

    @Test
    void endsAPodWhenItIsDeletedAndThenLetsItGo() {
        run(
                pod(
                        "long",
                        SHELL,
                        "sh",
                        "-c",
                        "trap 'echo bye; exit 0' TERM; sleep 600 & echo $!; while :; do wait; done"));
        await("long", pod -> "Running".equals(pod.getStatus().getPhase()));
        awaitLog("long");
        long sleeper =
                Long.parseLong(
                        client.pods().inNamespace("default").withName("long").getLog().strip());
        client.pods().inNamespace("default").withName("long").withGracePeriod(10).delete();
        client.pods()
                .inNamespace("default")
                .withName("long")
                .waitUntilCondition(Objects::isNull, 20, TimeUnit.SECONDS);
        ProcessHandle.of(sleeper).ifPresent(process -> process.onExit().join());
    }

    @Test
    void restartsOnFailureOnly() {
        run(
                edit(pod(
                                "again",
                                SHELL,
                                "sh",
                                "-c",
                                "test -e /keep/been && exit 0; touch /keep/been; exit 1"))
                        .editSpec()
                        .withRestartPolicy("OnFailure")
                        .editFirstContainer()
                        .addNewVolumeMount()
                        .withName("keep")
                        .withMountPath("/keep")
                        .endVolumeMount()
                        .endContainer()
                        .addNewVolume()
                        .withName("keep")
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .endVolume()
                        .endSpec()
                        .build());
        assertThat(status(awaitPhase("again", "Succeeded")).getRestartCount()).isEqualTo(1);
    }

    @Test
    void followsAPodThatOutlivedTheNode() throws IOException {
        Path share = Files.createDirectories(directory.resolve("share"));
        claim(share);
        run(
                edit(pod(
                                "survivor",
                                SHELL,
                                "sh",
                                "-c",
                                "echo one; until test -e /share/go; do sleep 0.1; done; echo two; exit 5"))
                        .editSpec()
                        .editFirstContainer()
                        .addNewVolumeMount()
                        .withName("share")
                        .withMountPath("/share")
                        .endVolumeMount()
                        .endContainer()
                        .addNewVolume()
                        .withName("share")
                        .withNewPersistentVolumeClaim()
                        .withClaimName("share")
                        .endPersistentVolumeClaim()
                        .endVolume()
                        .endSpec()
                        .build());
        await("survivor", pod -> "Running".equals(pod.getStatus().getPhase()));
        node.close();
        node = startNode();
        Files.createFile(share.resolve("go"));
        Pod done = awaitPhase("survivor", "Failed");
        assertThat(terminated(done).getTerminated().getExitCode()).isEqualTo(5);
        assertThat(client.pods().inNamespace("default").withName("survivor").getLog())
                .isEqualTo("one\ntwo\n");
    }

    @Test
    void failsAPodThatEndedUnseen() {
        run(pod("lost", SHELL, "sleep", "600"));
        await("lost", pod -> "Running".equals(pod.getStatus().getPhase()));
        node.shutDown();
        node = startNode();
        Pod failed = awaitPhase("lost", "Failed");
        assertThat(terminated(failed).getTerminated().getExitCode()).isNotZero();
    }

    @Test
    void writesTheLogOfATrainingJobWhereThePlatformLooks() throws IOException {
        run(
                edit(pod("job1-task0-0", SHELL, "sh", "-c", "echo step 1; echo step 2"))
                        .editMetadata()
                        .addToLabels("octopus.pcl.ac.cn/type", "train_job")
                        .endMetadata()
                        .build());
        awaitPhase("job1-task0-0", "Succeeded");
        assertThat(directory.resolve("job-logs/user/trainjob/job1/task0/0/index.log"))
                .hasContent("step 1\nstep 2\n");
    }

    private void claim(Path share) {
        client.resource(
                        new PersistentVolumeBuilder()
                                .withNewMetadata()
                                .withName("share")
                                .endMetadata()
                                .withNewSpec()
                                .withAccessModes("ReadWriteMany")
                                .addToCapacity("storage", new Quantity("1Gi"))
                                .withNewHostPath()
                                .withPath(share.toString())
                                .endHostPath()
                                .endSpec()
                                .build())
                .create();
        client.resource(
                        new PersistentVolumeClaimBuilder()
                                .withNewMetadata()
                                .withName("share")
                                .withNamespace("default")
                                .endMetadata()
                                .withNewSpec()
                                .withAccessModes("ReadWriteMany")
                                .withVolumeName("share")
                                .withNewResources()
                                .addToRequests("storage", new Quantity("1Gi"))
                                .endResources()
                                .endSpec()
                                .build())
                .create();
    }

    private static Pod pod(String name, String image, String... command) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNodeName("local")
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("main")
                .withImage(image)
                .withCommand(command)
                .endContainer()
                .endSpec()
                .build();
    }

    private static PodBuilder edit(Pod pod) {
        return new PodBuilder(pod);
    }

    private void run(Pod pod) {
        client.resource(pod).create();
    }

    private Pod awaitPhase(String name, String phase) {
        return await(name, pod -> phase.equals(pod.getStatus().getPhase()));
    }

    private Pod await(String name, Predicate<Pod> condition) {
        var resource = client.pods().inNamespace("default").withName(name);
        try {
            return resource.waitUntilCondition(
                    pod -> pod != null && condition.test(pod), 30, TimeUnit.SECONDS);
        } catch (KubernetesClientTimeoutException e) {
            throw new AssertionError("The pod is " + Serialization.asYaml(resource.get()), e);
        }
    }

    private void awaitLog(String name) {
        try (var log = client.pods().inNamespace("default").withName(name).watchLog().getOutput()) {
            assertThat(log.read()).isPositive();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ContainerStatus status(Pod pod) {
        var statuses = pod.getStatus().getContainerStatuses();
        return statuses == null || statuses.isEmpty() ? new ContainerStatus() : statuses.getFirst();
    }

    private static ContainerState terminated(Pod pod) {
        ContainerState state = status(pod).getState();
        assertThat(state.getTerminated()).isNotNull();
        return state;
    }

    private static boolean isReady(Node node) {
        return node != null
                && node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Ready") && "True".equals(c.getStatus()));
    }
}
