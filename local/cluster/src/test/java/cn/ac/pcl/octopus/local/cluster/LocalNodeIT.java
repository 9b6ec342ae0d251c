package cn.ac.pcl.octopus.local.cluster;

import static cn.ac.pcl.octopus.local.cluster.RunningNode.SHELL;
import static cn.ac.pcl.octopus.local.cluster.RunningNode.edit;
import static cn.ac.pcl.octopus.local.cluster.RunningNode.pod;
import static cn.ac.pcl.octopus.local.cluster.RunningNode.status;
import static cn.ac.pcl.octopus.local.cluster.RunningNode.terminated;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real node with real processes. */
class LocalNodeIT {

    @TempDir private Path directory;
    private RunningNode node;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        node = RunningNode.start(directory, options -> options);
        client = node.client();
    }

    @AfterEach
    void stop() {
        node.close();
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
        node.run(pod("hello", SHELL, "sh", "-c", "echo hello; echo world >&2"));
        Pod done = node.awaitPhase("hello", "Succeeded");
        assertThat(terminated(done).getTerminated().getExitCode()).isZero();
        assertThat(done.getStatus().getPodIP()).startsWith("127.");
        assertThat(node.log("hello")).isEqualTo("hello\nworld\n");
        assertThat(client.pods().inNamespace("default").withName("hello").tailingLines(1).getLog())
                .isEqualTo("world\n");
    }

    @Test
    void tellsTheExitCodeAndTheLastWordsOfAFailure() {
        node.run(
                edit(pod("fails", SHELL, "sh", "-c", "echo it broke; exit 3"))
                        .editSpec()
                        .editFirstContainer()
                        .withTerminationMessagePolicy("FallbackToLogsOnError")
                        .endContainer()
                        .endSpec()
                        .build());
        Pod failed = node.awaitPhase("fails", "Failed");
        assertThat(terminated(failed).getTerminated().getExitCode()).isEqualTo(3);
        assertThat(terminated(failed).getTerminated().getMessage()).contains("it broke");
    }

    @Test
    void refusesAnImageItDoesNotHave() {
        node.run(pod("image", "docker.io/library/python:3", "python3"));
        Pod waiting =
                node.await(
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
        node.run(pod("nothing", SHELL, "no-such-program"));
        Pod failed = node.awaitPhase("nothing", "Failed");
        assertThat(terminated(failed).getTerminated().getReason()).isEqualTo("StartError");
        assertThat(terminated(failed).getTerminated().getExitCode()).isEqualTo(128);
        assertThat(terminated(failed).getTerminated().getMessage()).contains("no-such-program");
    }

    @Test
    void refusesWhatDoesNotFit() {
        node.run(
                edit(pod("big", SHELL, "true"))
                        .editSpec()
                        .editFirstContainer()
                        .withNewResources()
                        .addToLimits("nvidia.com/gpu", new Quantity("3"))
                        .endResources()
                        .endContainer()
                        .endSpec()
                        .build());
        assertThat(node.awaitPhase("big", "Failed").getStatus().getReason())
                .isEqualTo("OutOfnvidia.com/gpu");
    }

    @Test
    void mountsClaimsByPathAndKeepsReadOnlyOnesUnchanged() throws IOException {
        Path share = Files.createDirectories(directory.resolve("share"));
        Files.createDirectories(share.resolve("octopus/codes/a"));
        Files.writeString(
                share.resolve("octopus/codes/a/train.sh"),
                "cat $OCTOPUS_CODE_DIR/train.sh | wc -l");
        node.claim(share);
        node.run(
                edit(pod(
                                "mounts",
                                SHELL,
                                "sh",
                                "-c",
                                "cd /code; sh train.sh > /model/lines; touch /code/new || echo"
                                        + " kept; echo x > /dev/shm/x && echo shm; cat /etc/given/word;"
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
        node.awaitPhase("mounts", "Succeeded");
        String said = node.log("mounts");
        assertThat(said).contains("kept", "shm", "given", "mounts on host of mounts");
        assertThat(share.resolve("octopus/trainJobs/1/lines")).exists();
        assertThat(share.resolve("octopus/codes/a/new")).doesNotExist();
        assertThat(Path.of("/made-in-root")).doesNotExist();
    }

    @Test
    void hidesTheEnvironmentOfTheMachine() {
        node.run(pod("env", SHELL, "env"));
        node.awaitPhase("env", "Succeeded");
        assertThat(node.log("env"))
                .contains("PATH=", "HOME=/tmp", "LANG=C.UTF-8")
                .doesNotContain("JAVA_HOME", "MAVEN", "USER=");
    }

    @Test
    void endsAPodWhenItIsDeletedAndThenLetsItGo() {
        node.run(
                pod(
                        "long",
                        SHELL,
                        "sh",
                        "-c",
                        "trap 'echo bye; exit 0' TERM; sleep 600 & echo ready; while :; do wait;"
                                + " done"));
        node.awaitLine("long", "ready");
        client.pods().inNamespace("default").withName("long").withGracePeriod(10).delete();
        client.pods()
                .inNamespace("default")
                .withName("long")
                .waitUntilCondition(Objects::isNull, 20, TimeUnit.SECONDS);
    }

    @Test
    void restartsOnFailureOnly() {
        node.run(
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
        assertThat(status(node.awaitPhase("again", "Succeeded")).getRestartCount()).isEqualTo(1);
    }

    @Test
    void followsAPodThatOutlivedTheNode() throws IOException {
        Path share = Files.createDirectories(directory.resolve("share"));
        node.claim(share);
        node.run(
                edit(pod(
                                "survivor",
                                SHELL,
                                "sh",
                                "-c",
                                "echo one; until test -e /share/go; do sleep 0.1; done; echo two;"
                                        + " exit 5"))
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
        node.await("survivor", pod -> "Running".equals(pod.getStatus().getPhase()));
        node.replace(LocalNode::close);
        Files.createFile(share.resolve("go"));
        Pod done = node.awaitPhase("survivor", "Failed");
        assertThat(terminated(done).getTerminated().getExitCode()).isEqualTo(5);
        assertThat(node.log("survivor")).isEqualTo("one\ntwo\n");
    }

    @Test
    void failsAPodThatEndedUnseen() {
        node.run(pod("lost", SHELL, "sh", "-c", "echo started; sleep 600"));
        node.awaitLine("lost", "started");
        node.replace(alive -> {
            alive.close();
            LocalNode.endAbandoned(directory.resolve("node"));
        });
        Pod failed = node.awaitPhase("lost", "Failed");
        assertThat(terminated(failed).getTerminated().getExitCode()).isEqualTo(137);
    }

    /** As after a full disk: what the cluster was told is all that is left. */
    @Test
    void tellsTheStartOfAPodOfWhichNothingIsLeft() {
        node.run(pod("forgotten", SHELL, "sh", "-c", "echo started; sleep 600"));
        Pod running =
                node.await(
                        "forgotten",
                        pod ->
                                status(pod).getState() != null
                                        && status(pod).getState().getRunning() != null);
        node.replace(alive -> {
            alive.close();
            LocalNode.endAbandoned(directory.resolve("node"));
            File lost = directory.resolve("lost").toFile();
            assertThat(directory.resolve("node").toFile().renameTo(lost)).isTrue();
        });
        Pod failed = node.awaitPhase("forgotten", "Failed");
        assertThat(terminated(failed).getTerminated().getStartedAt())
                .isEqualTo(status(running).getState().getRunning().getStartedAt());
    }

    @Test
    void failsThePodsAtWorkWhenItShutsDownAndLeavesTheOthers() {
        node.run(pod("over", SHELL, "true"));
        node.awaitPhase("over", "Succeeded");
        node.run(pod("busy", SHELL, "sh", "-c", "echo started; sleep 600"));
        node.awaitLine("busy", "started");
        node.replace(LocalNode::shutDown);
        Pod busy = client.pods().inNamespace("default").withName("busy").get();
        assertThat(busy.getStatus().getPhase()).isEqualTo("Failed");
        assertThat(busy.getStatus().getReason()).isEqualTo("Terminated");
        assertThat(terminated(busy).getTerminated().getExitCode()).isEqualTo(143);
        Pod over = client.pods().inNamespace("default").withName("over").get();
        assertThat(over.getStatus().getPhase()).isEqualTo("Succeeded");
    }

    @Test
    void givesAPodPastItsDeadlineItsGrace() {
        node.run(
                edit(pod(
                                "late",
                                SHELL,
                                "sh",
                                "-c",
                                "trap 'echo bye; exit 0' TERM; while :; do sleep 0.1; done"))
                        .editSpec()
                        .withActiveDeadlineSeconds(1L)
                        .endSpec()
                        .build());
        Pod failed = node.awaitPhase("late", "Failed");
        assertThat(failed.getStatus().getReason()).isEqualTo("DeadlineExceeded");
        assertThat(node.log("late")).contains("bye");
    }

    @Test
    void keepsALogFromFillingTheDisk() throws IOException {
        node.run(trainingPod("chatty-task0-0", "yes | head -c 300000000; echo end"));
        node.awaitPhase("chatty-task0-0", "Succeeded");
        Path jobLog = directory.resolve("job-logs/user/trainjob/chatty/task0/0/index.log");
        assertThat(Files.size(jobLog)).isBetween(256L << 20, (256L << 20) + 100);
        assertThat(end(jobLog)).contains("… cut: this log has reached its limit");
        try (Stream<Path> kept = Files.walk(directory.resolve("logs"))) {
            assertThat(kept.mapToLong(file -> file.toFile().length()).sum()).isLessThan(60L << 20);
        }
    }

    @Test
    void keepsEveryLineOfAJobThatPrintsFast() throws IOException {
        node.run(trainingPod("fast-task0-0", "yes | head -c 150000000; echo end"));
        node.awaitPhase("fast-task0-0", "Succeeded");
        Path jobLog = directory.resolve("job-logs/user/trainjob/fast/task0/0/index.log");
        assertThat(jobLog).hasSize(150_000_004);
        assertThat(end(jobLog)).endsWith("y\nend\n");
    }

    private static Pod trainingPod(String name, String command) {
        return edit(pod(name, SHELL, "sh", "-c", command))
                .editMetadata()
                .addToLabels("octopus.pcl.ac.cn/type", "train_job")
                .endMetadata()
                .build();
    }

    private static String end(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer last = ByteBuffer.allocate(100);
            channel.read(last, channel.size() - last.capacity());
            return UTF_8.decode(last.flip()).toString();
        }
    }

    @Test
    void writesTheLogOfATrainingJobWhereThePlatformLooks() throws IOException {
        node.run(trainingPod("job1-task0-0", "echo step 1; echo step 2"));
        node.awaitPhase("job1-task0-0", "Succeeded");
        assertThat(directory.resolve("job-logs/user/trainjob/job1/task0/0/index.log"))
                .hasContent("step 1\nstep 2\n");
    }
}
