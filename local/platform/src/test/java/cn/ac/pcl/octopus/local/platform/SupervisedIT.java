package cn.ac.pcl.octopus.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.local.stores.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration GRACE = Duration.ofSeconds(5);

    @TempDir Path directory;

    @Test
    void startsAgainWhatDiesAndNothingAfterItWasClosed() throws Exception {
        var changes = new AtomicInteger();
        long last;
        try (var service =
                Supervised.start(
                        "sleeper", () -> run("sleep 600"), GRACE, changes::incrementAndGet)) {
            long first = service.pid();
            ProcessHandle.of(first).orElseThrow().destroyForcibly();

            assertThat(
                            Waiting.until(
                                    LIMIT,
                                    PAUSE,
                                    () -> service.restarts() == 1 && service.pid() != 0))
                    .isTrue();
            last = service.pid();
            assertThat(last).isNotEqualTo(first);
            assertThat(service.state()).isEqualTo(Supervised.State.RUNNING);
            assertThat(changes).hasValue(2);
        }
        assertThat(ProcessHandle.of(last).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(directory.resolve("pid")).doesNotExist();
    }

    @Test
    void waitsBetweenStartsAndCanBeClosedMeanwhile() throws Exception {
        try (var service = Supervised.start("failing", () -> run("exit 1"), GRACE, () -> {})) {
            assertThat(Waiting.until(LIMIT, PAUSE, () -> service.restarts() == 2)).isTrue();
            assertThat(
                            Waiting.until(
                                    LIMIT,
                                    PAUSE,
                                    () -> service.state() == Supervised.State.RESTARTING))
                    .isTrue();
            assertThat(service.pid()).isZero();
        }
    }

    @Test
    void passesTheFirstFailureOn() {
        assertThatThrownBy(() ->
                        Supervised.start(
                                "broken",
                                () -> {
                                    throw new IOException("no such program");
                                },
                                GRACE,
                                () -> {}))
                .isInstanceOf(IOException.class);
    }

    @Test
    void endsWhatDoesNotListenToItsSignal() throws Exception {
        Path ready = directory.resolve("ready");
        long pid;
        try (var service =
                Supervised.start(
                        "deaf",
                        () -> run("trap '' TERM; touch ready; while true; do sleep 1; done"),
                        Duration.ofMillis(200),
                        () -> {})) {
            assertThat(Waiting.until(LIMIT, PAUSE, () -> Files.exists(ready))).isTrue();
            pid = service.pid();
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    private ChildProcess run(String script) throws IOException {
        return ChildProcess.start(
                new ChildProcess.Start(
                        "test",
                        List.of("/bin/sh", "-c", script),
                        ChildProcess.inherited(),
                        directory,
                        directory.resolve("log"),
                        directory.resolve("pid")));
    }
}
