package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Waits for a service that was just started, and gives up on one that cannot start: a command that
/// hangs for ever tells nobody anything.
final class Readiness {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration SLOW = Duration.ofMinutes(2);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int DEATHS = 5;

    private final Supervised service;
    private final Path log;
    private final Progress progress;

    Readiness(Supervised service, Path log, Progress progress) {
        this.service = service;
        this.log = log;
        this.progress = progress;
    }

    /// @throws Unable when it died again and again, or is not ready after a long time
    void await(Waiting.Question ready) throws IOException, InterruptedException {
        await(ready, DEATHS);
    }

    void await(Waiting.Question ready, int deaths) throws IOException, InterruptedException {
        if (settled(ready, deaths, SLOW)) {
            return;
        }
        progress.line(service.name(), Texts.of("progress.slow", SLOW.toSeconds(), log));
        if (!settled(ready, deaths, LIMIT.minus(SLOW))) {
            throw new Unable(
                    Unable.Exit.FAILED,
                    Texts.of("service.late", service.name(), LIMIT.toMinutes(), lastWords(), log));
        }
    }

    private boolean settled(Waiting.Question ready, int deaths, Duration limit)
            throws IOException, InterruptedException {
        return Waiting.until(
                limit,
                PAUSE,
                () -> {
                    if (ready.ask()) {
                        return true;
                    }
                    if (service.restarts() >= deaths) {
                        throw new Unable(
                                Unable.Exit.FAILED,
                                Texts.of("service.dies", service.name(), deaths, lastWords(), log));
                    }
                    return false;
                });
    }

    /// The last line of the log that is more than a frame of a stack trace.
    private String lastWords() throws IOException {
        if (!Files.exists(log)) {
            return "-";
        }
        String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("\t"))
                .reduce((_, last) -> last)
                .orElse("-");
    }
}
