package cn.ac.pcl.octopus.local.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Ended;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node makes of the traces of one that was killed. */
class ContainerRunTests {
    @TempDir private Path directory;

    @Test
    void takesAStartThatNeverWroteItsPidForNoneAndLetsItBeginNoMore() throws IOException {
        Files.createDirectories(directory.resolve("0"));
        ContainerRun run = restored();
        assertThat(run.wasStarted()).isFalse();
        assertThat(directory.resolve("0")).doesNotExist();
    }

    @Test
    void goesBackToTheStartBeforeOneThatNeverCameToBe() throws IOException {
        ended("0", "3\n");
        Files.createDirectories(directory.resolve("1"));
        ContainerRun run = restored();
        assertThat(run.restarts()).isZero();
        assertThat(((Ended) run.state()).code()).isEqualTo(3);
    }

    @Test
    void takesALeaderThatLeftNoExitCodeForKilled() throws IOException {
        ended("0", "");
        assertThat(((Ended) restored().state()).code()).isEqualTo(137);
    }

    @Test
    void takesAnotherProcessOfTheSameIdForAStranger() throws IOException {
        Path start = Files.createDirectories(directory.resolve("0"));
        Files.writeString(start.resolve("pid"), ProcessHandle.current().pid() + " 1\n");
        ContainerRun run = restored();
        assertThat(run.isRunning()).isFalse();
        run.kill();
    }

    private void ended(String number, String code) throws IOException {
        Path start = Files.createDirectories(directory.resolve(number));
        Files.writeString(start.resolve("pid"), "4194304 1\n"); // beyond the kernel's largest pid
        Files.writeString(start.resolve("exit"), code);
    }

    private ContainerRun restored() {
        ContainerRun run =
                new ContainerRun(
                        new ContainerBuilder().withName("main").build(),
                        directory,
                        Clock.systemUTC(),
                        () -> {});
        run.restore();
        return run;
    }
}
