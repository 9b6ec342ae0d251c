package cn.ac.pcl.octopus.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.local.process.ChildProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
                        "sleeper",
                        () -> run("sleep 600"),
                        () -> true,
                        GRACE,
                        changes::incrementAndGet)) {
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
        try (var service =
                Supervised.start("failing", () -> run("exit 1"), () -> true, GRACE, () -> {})) {
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
                                () -> true,
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
                        () -> true,
                        Duration.ofMillis(200),
                        () -> {})) {
            assertThat(Waiting.until(LIMIT, PAUSE, () -> Files.exists(ready))).isTrue();
            pid = service.pid();
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void endsAndStartsAgainWhatWasWellAndAnswersNoMore() throws Exception {
        var well = new AtomicBoolean(false);
        var looks = new AtomicInteger();
        try (var service =
                Supervised.start(
                        "hung",
                        () -> run("sleep 600"),
                        () -> {
                            looks.incrementAndGet();
                            return well.get();
                        },
                        Duration.ofMillis(100),
                        GRACE,
                        () -> {})) {
            long first = service.pid();
            assertThat(Waiting.until(LIMIT, PAUSE, () -> looks.get() > 5)).isTrue();
            assertThat(service.pid()).as("one that is still starting").isEqualTo(first);

            well.set(true);
            int seen = looks.get();
            assertThat(Waiting.until(LIMIT, PAUSE, () -> looks.get() > seen + 1)).isTrue();
            well.set(false);
            assertThat(Waiting.until(LIMIT, PAUSE, () -> service.restarts() == 1)).isTrue();
            assertThat(ProcessHandle.of(first).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Test
    void endsAndStartsAgainWhatNeverAnswers() throws Exception {
        try (var service =
                Supervised.start(
                        "stuck",
                        () -> run("sleep 600"),
                        () -> false,
                        Duration.ofMillis(10),
                        GRACE,
                        () -> {})) {
            long first = service.pid();
            assertThat(Waiting.until(LIMIT, PAUSE, () -> service.restarts() == 1)).isTrue();
            assertThat(ProcessHandle.of(first).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Test
    void goesOnTryingWhateverAStartThrows() throws Exception {
        var starts = new AtomicInteger();
        try (var service =
                Supervised.start(
                        "moody",
                        () -> {
                            if (starts.incrementAndGet() == 2) {
                                throw new IllegalStateException("not now");
                            }
                            return run(starts.get() == 1 ? "exit 1" : "sleep 600");
                        },
                        () -> true,
                        GRACE,
                        () -> {})) {
            assertThat(Waiting.until(LIMIT, PAUSE, () -> starts.get() == 3 && service.pid() != 0))
                    .isTrue();
        }
    }

    @Test
    void givesUpOnAServiceThatDiesAgainAndAgainWithItsLastWords() throws Exception {
        var said = new ByteArrayOutputStream();
        try (var service =
                Supervised.start(
                        "migrating",
                        () -> run("echo cannot migrate; printf '\\tat Some.frame\\n'; exit 1"),
                        () -> true,
                        GRACE,
                        () -> {})) {
            var readiness =
                    new Readiness(
                            service,
                            directory.resolve("log"),
                            new Progress(new PrintStream(said, true, StandardCharsets.UTF_8)));
            assertThatThrownBy(() -> readiness.await(() -> false, 2))
                    .isInstanceOf(Unable.class)
                    .hasMessageContaining("migrating")
                    .hasMessageContaining("cannot migrate");
        }
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
