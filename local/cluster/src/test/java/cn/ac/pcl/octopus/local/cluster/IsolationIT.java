package cn.ac.pcl.octopus.local.cluster;

import static cn.ac.pcl.octopus.local.cluster.RunningNode.SHELL;
import static cn.ac.pcl.octopus.local.cluster.RunningNode.edit;
import static cn.ac.pcl.octopus.local.cluster.RunningNode.pod;
import static cn.ac.pcl.octopus.local.cluster.RunningNode.terminated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cn.ac.pcl.octopus.local.cluster.node.NodeAgent;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a container can do to the machine and to its own end, in each way of keeping it apart. */
@ParameterizedClass
@EnumSource(Isolation.class)
class IsolationIT {
    @Parameter private Isolation isolation = Isolation.PLAIN;
    @TempDir private Path directory;

    @TempDir(factory = BelowTarget.class)
    private Path home;

    private RunningNode node;

    /** A word that the processes of one test carry, and no others. */
    private final String mark = "mark-" + UUID.randomUUID();

    /** Not below /tmp: containers have one of their own. */
    static final class BelowTarget implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
                throws IOException {
            return Files.createTempDirectory(Path.of("target").toRealPath(), "home-");
        }
    }

    @BeforeEach
    void start() {
        assumeTrue(
                NodeAgent.supports(isolation, directory.resolve("probe")), "not on this machine");
        node =
                RunningNode.start(
                        directory,
                        options -> options.withIsolation(isolation).withHidden(Set.of(home)));
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void leavesNothingOfAContainerBehindItsEnd() {
        node.run(shell("leaves", "(sleep 1000; : %s) & echo started".formatted(mark)));
        node.awaitPhase("leaves", "Succeeded");
        awaitNoneMarked();
    }

    @Test
    void leavesNothingThatLeftItsSession() {
        assumeTrue(isolation.mounts(), "needs a process namespace");
        node.run(
                shell(
                        "daemon",
                        "setsid sh -c '(sleep 1000; : %s) & sleep 1000; : %s' & sleep 0.2; echo %s"
                                .formatted(mark, mark, "started")));
        node.awaitPhase("daemon", "Succeeded");
        awaitNoneMarked();
    }

    @Test
    void endsAContainerWhoseLeaderWasKilled() {
        node.run(shell("headless", "sleep 1000; : %s".formatted(mark)));
        node.awaitLine("headless", "started");
        ProcessHandle leader = marked().getFirst();
        while (marked().contains(leader.parent().orElseThrow())) {
            leader = leader.parent().orElseThrow();
        }
        leader.destroyForcibly();
        Pod failed = node.awaitPhase("headless", "Failed");
        assertThat(terminated(failed).getTerminated().getExitCode()).isEqualTo(137);
        awaitNoneMarked();
    }

    @Test
    void givesItsVariablesToTheCommandAndToNothingElse() {
        String value = "a 'b' \"c\" \\ `id` $HOME ${x}\nsecond line * ";
        node.run(
                edit(pod("variables", SHELL, "/bin/sh", "-c", "printf '[%s]' \"$ODD\" \"$PATH\""))
                        .editSpec()
                        .editFirstContainer()
                        .withEnv(
                                new EnvVar("ODD", value, null),
                                new EnvVar("PATH", "/nowhere", null),
                                new EnvVar("LD_LIBRARY_PATH", "/nowhere", null))
                        .endContainer()
                        .endSpec()
                        .build());
        node.awaitPhase("variables", "Succeeded");
        assertThat(node.log("variables")).isEqualTo("[%s][/nowhere]".formatted(value));
    }

    @Test
    void hidesTheFoldersOfThePlatformButWhatIsMountedFromThem() throws IOException {
        assumeTrue(isolation.mounts(), "needs mounts");
        Path secret = Files.writeString(home.resolve("secret"), "do not tell");
        Path share = Files.createDirectories(home.resolve("share"));
        node.claim(share);
        node.run(
                edit(shell(
                                "curious",
                                "echo kept >/share/new; cat %s; umount -l %s; cat %s; cat /proc/*/root%s"
                                        .formatted(secret, home, secret, secret)))
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
        node.awaitPhase("curious", "Failed");
        assertThat(node.log("curious")).contains("No such file").doesNotContain("do not tell");
        assertThat(share.resolve("new")).hasContent("kept");
    }

    private Pod shell(String name, String script) {
        return pod(name, SHELL, "sh", "-c", "echo started; " + script);
    }

    private void awaitNoneMarked() {
        for (ProcessHandle process : marked()) {
            process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
        assertThat(marked()).isEmpty();
    }

    private List<ProcessHandle> marked() {
        return ProcessHandle.allProcesses().filter(this::isMarked).toList();
    }

    private boolean isMarked(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .contains(mark);
        } catch (IOException | UncheckedIOException _) {
            return false; // it ended
        }
    }
}
