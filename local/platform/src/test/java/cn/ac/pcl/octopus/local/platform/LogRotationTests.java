package cn.ac.pcl.octopus.local.platform;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTests {

    @TempDir Path directory;

    /// As long as the process opens its log for appending; else the file would go on at its old
    /// length, with a hole before.
    @Test
    void letsAProcessGoOnInAnEmptyLog() throws Exception {
        Path log = directory.resolve("service.log");
        Path go = directory.resolve("go");
        ChildProcess process =
                ChildProcess.start(
                        new ChildProcess.Start(
                                "service",
                                List.of(
                                        "/bin/sh",
                                        "-c",
                                        "echo before; until test -e %s; do sleep 0.05; done; echo after"
                                                .formatted(go)),
                                ChildProcess.inherited(),
                                directory,
                                log,
                                directory.resolve("service.pid")));
        try (process) {
            assertThat(
                            Waiting.until(
                                    Duration.ofSeconds(20),
                                    Duration.ofMillis(20),
                                    () -> Files.size(log) == 7))
                    .isTrue();
            LogRotation.rotate(log, 7);
            assertThat(log).hasContent("before");
            LogRotation.rotate(log, 6);
            Files.createFile(go);
            assertThat(process.waitFor()).isZero();
        }
        assertThat(log).hasContent("after");
        assertThat(directory.resolve("service.log.1")).hasContent("before");
    }
}
