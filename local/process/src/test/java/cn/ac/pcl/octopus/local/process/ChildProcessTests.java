package cn.ac.pcl.octopus.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTests {
    private static final Duration GRACE = Duration.ofSeconds(10);

    @TempDir private Path directory;

    @Test
    void findsWhatItStartedAndStopsIt() throws IOException {
        ChildProcess child = sleeper();
        Path pidFile = directory.resolve("pid");
        assertThat(ChildProcess.find(pidFile)).map(ProcessHandle::pid).hasValue(child.pid());

        assertThat(ChildProcess.reap(pidFile, GRACE)).isTrue();
        assertThat(child.isAlive()).isFalse();
        assertThat(pidFile).doesNotExist();
        assertThat(ChildProcess.reap(pidFile, GRACE)).isFalse();
    }

    @Test
    void leavesAStrangerAloneThatWasGivenTheSameId() throws IOException {
        try (ChildProcess child = sleeper()) {
            Path pidFile = directory.resolve("old");
            new KnownProcess(child.pid(), "1").write(pidFile);
            assertThat(ChildProcess.reap(pidFile, GRACE)).isFalse();
            assertThat(child.isAlive()).isTrue();
        }
    }

    @Test
    void takesAFileThatSaysNothingForNobody() throws IOException {
        Path pidFile = Files.writeString(directory.resolve("pid"), "rubbish");
        assertThat(ChildProcess.find(pidFile)).isEmpty();
        assertThat(KnownProcess.of(Integer.MAX_VALUE).running()).isEmpty();
    }

    private ChildProcess sleeper() throws IOException {
        return ChildProcess.start(
                new ChildProcess.Start(
                        "sleeper",
                        List.of("sleep", "1000"),
                        ChildProcess.inherited(),
                        directory,
                        directory.resolve("log"),
                        directory.resolve("pid")));
    }
}
