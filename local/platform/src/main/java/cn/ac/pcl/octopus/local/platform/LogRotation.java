package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps logs from growing for ever: once a minute, one that has grown long becomes `NAME.log.1`,
/// in place of the one before, and begins anew.
///
/// The processes hold their logs open for appending, so the file is copied and then emptied; what
/// is written in the moment between is lost.
final class LogRotation implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LogRotation.class);

    private static final long LONGEST = 32L << 20;
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final Thread thread;

    private LogRotation(Thread thread) {
        this.thread = thread;
    }

    /// Begins to watch over all logs of a platform.
    static LogRotation start(Home home) {
        return new LogRotation(
                Thread.ofVirtual().name("log-rotation").start(() -> watchOver(home)));
    }

    private static void watchOver(Home home) {
        try {
            while (true) {
                Waiting.pause(PERIOD);
                try {
                    for (Path each : logs(home)) {
                        rotate(each, LONGEST);
                    }
                } catch (IOException e) {
                    log.warn("Logs cannot be kept short: {}", e.getMessage());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Path> logs(Home home) throws IOException {
        var logs = new ArrayList<>(List.of(home.mariadbLog(), home.redisLog()));
        try (Stream<Path> files = Files.list(home.logs())) {
            files.filter(file -> file.toString().endsWith(".log")).forEach(logs::add);
        }
        return logs;
    }

    /// @param longest in bytes
    static void rotate(Path log, long longest) throws IOException {
        if (Files.exists(log) && Files.size(log) > longest) {
            Path before = log.resolveSibling(log.getFileName() + ".1");
            Files.copy(log, before, StandardCopyOption.REPLACE_EXISTING);
            try (var file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                file.truncate(0);
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
