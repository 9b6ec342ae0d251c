package cn.ac.pcl.octopus.local.platform;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.process.KnownProcess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Whom `down` takes for the launcher.
class DownCommandIT {

    @TempDir private Path directory;
    private Home home;
    private Process process;

    @BeforeEach
    void start() throws Exception {
        home = new Home(directory).create();
        process = new ProcessBuilder("sleep", "1000").start();
        new Status(
                        process.pid(),
                        URI.create("http://127.0.0.1:1"),
                        "none",
                        true,
                        List.of(),
                        Map.of())
                .write(home.state());
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void leavesAStrangerAloneThatWasGivenThePidOfAKilledLauncher() throws Exception {
        new KnownProcess(process.pid(), "1").write(home.launcher());
        down();
        assertThat(process.isAlive()).isTrue();
        assertThat(home.state()).doesNotExist();
    }

    @Test
    void endsTheLauncherEvenBeforeItHasWrittenItsState() throws Exception {
        KnownProcess.of(process.pid()).write(home.launcher());
        Files.delete(home.state());
        down();
        assertThat(process.isAlive()).isFalse();
        assertThat(home.launcher()).doesNotExist();
    }

    private void down() {
        assertThat(new CommandLine(new DownCommand()).execute("--home=" + directory)).isZero();
    }
}
