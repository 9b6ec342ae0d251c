package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Ended;
import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Running;
import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One container of a pod through all its starts. Each start has a folder; in it lie the process id
 * with the process's start time, and, once it ended, the exit code, which the script that leads the
 * container's session writes. So a new node on the same folder knows what became of a process that
 * it did not start.
 */
final class ContainerRun {
    private static final Logger log = LoggerFactory.getLogger(ContainerRun.class);
    private static final int START_FAILED = 128;
    private static final int KILLED = 137;

    private final Container container;
    private final Path directory;
    private final Clock clock;
    private final Runnable onEnd;
    private ContainerState state = new Waiting("ContainerCreating", "");
    private @Nullable Ended previous;
    private @Nullable ProcessHandle process;
    private int start = -1;
    private int failures;

    /**
     * What to start.
     *
     * @param scripts the folder of the node's scripts
     * @param workingDirectory where the command starts, as the container sees it
     */
    record Launch(
            Isolation isolation,
            Path scripts,
            List<String> command,
            Map<String, String> environment,
            List<Volumes.Mount> mounts,
            String workingDirectory,
            Path log) {}

    ContainerRun(Container container, Path directory, Clock clock, Runnable onEnd) {
        this.container = container;
        this.directory = directory;
        this.clock = clock;
        this.onEnd = onEnd;
    }

    Container container() {
        return container;
    }

    String name() {
        return container.getName();
    }

    ContainerState state() {
        return state;
    }

    Optional<Ended> previous() {
        return Optional.ofNullable(previous);
    }

    int restarts() {
        return Math.max(0, start);
    }

    /** How often in a row it ended since it last ran for long. */
    int failures() {
        return failures;
    }

    boolean wasStarted() {
        return start >= 0;
    }

    boolean isRunning() {
        return state instanceof Running;
    }

    void wait(String reason, String message) {
        if (state instanceof Ended ended) {
            previous = ended;
        }
        state = new Waiting(reason, message);
    }

    /** Finds what an earlier life of the node left: a process that still runs, or its end. */
    void restore() {
        while (Files.isDirectory(directory.resolve(Integer.toString(start + 1)))) {
            start++;
        }
        if (start < 0) {
            return;
        }
        if (start > 0) {
            previous = ended(start - 1);
        }
        Optional<ProcessHandle> alive = ProcessFile.read(folder().resolve("pid"));
        if (alive.isPresent()) {
            follow(alive.get(), startedAt(start));
        } else {
            state = ended(start);
        }
    }

    /** The cluster knows of a start of which nothing is left here. */
    void lose() {
        start = 0;
        state = ended(0);
    }

    /** Starts the process; a failure to do so is an end, as a kubelet tells it. */
    void start(Launch launch) {
        if (state instanceof Ended ended) {
            previous = ended;
        }
        start++;
        Instant now = clock.instant();
        try {
            Path folder = Files.createDirectories(folder());
            Files.createDirectories(launch.log().getParent());
            Files.createDirectories(folder.resolve("tmp"));
            Files.writeString(folder.resolve("message"), "");
            Files.createSymbolicLink(folder.resolve("log"), launch.log());
            Files.writeString(folder.resolve("mounts"), mountTable(launch, folder));
            List<String> command = new ArrayList<>();
            command.addAll(
                    List.of(
                            "setsid",
                            "/bin/sh",
                            launch.scripts().resolve("container.sh").toString(),
                            folder.toString(),
                            launch.isolation().mode(),
                            launch.workingDirectory()));
            command.addAll(launch.command());
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().clear();
            builder.environment().putAll(launch.environment());
            builder.redirectErrorStream(true);
            builder.redirectInput(Path.of("/dev/null").toFile());
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
            Process started = builder.start();
            ProcessFile.write(folder.resolve("pid"), started.toHandle());
            follow(started.toHandle(), now);
        } catch (IOException | IllegalArgumentException e) {
            state = new Ended(START_FAILED, "StartError", "" + e.getMessage(), now, now);
        }
    }

    /** Looks whether the process ended. */
    void poll() {
        if (state instanceof Running && process != null && !process.isAlive()) {
            killGroup(process.pid(), "KILL"); // what it left behind ends with it
            Ended end = ended(start);
            boolean ranLong = end.until().minusSeconds(600).isAfter(end.from());
            failures = ranLong ? 1 : failures + 1;
            state = end;
        }
    }

    /** Asks all processes of the container to end. */
    void terminate() {
        if (state instanceof Running && process != null) {
            killGroup(process.pid(), "TERM");
        }
    }

    /** Ends all processes of the container. */
    void kill() {
        if (state instanceof Running && process != null) {
            List<ProcessHandle> all = process.descendants().toList();
            killGroup(process.pid(), "KILL");
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private void follow(ProcessHandle handle, Instant since) {
        process = handle;
        state = new Running(since);
        var _ = handle.onExit().thenRun(onEnd);
    }

    private Path folder() {
        return directory.resolve(Integer.toString(start));
    }

    private String mountTable(Launch launch, Path folder) {
        StringBuilder table = new StringBuilder();
        table.append(folder.resolve("tmp")).append("\t/tmp\trw\n");
        String messagePath = container.getTerminationMessagePath();
        table.append(folder.resolve("message"))
                .append('\t')
                .append(messagePath == null ? "/dev/termination-log" : messagePath)
                .append("\trw\n");
        for (Volumes.Mount mount : launch.mounts()) {
            table.append(mount.source())
                    .append('\t')
                    .append(mount.target())
                    .append(mount.readOnly() ? "\tro\n" : "\trw\n");
        }
        return table.toString();
    }

    private Instant startedAt(int attempt) {
        return modified(directory.resolve(Integer.toString(attempt)).resolve("pid"));
    }

    private Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException _) {
            return clock.instant();
        }
    }

    private Ended ended(int attempt) {
        Path folder = directory.resolve(Integer.toString(attempt));
        Path exit = folder.resolve("exit");
        Instant from = startedAt(attempt);
        String code = read(exit, 16).strip();
        if (code.isEmpty()) {
            return new Ended(
                    KILLED,
                    attempt == start && state instanceof Running
                            ? "Error"
                            : "ContainerStatusUnknown",
                    "The container's process was killed, or ended while the node was away",
                    from,
                    clock.instant());
        }
        int number = Integer.parseInt(code);
        String error = read(folder.resolve("error"), 2048).strip();
        Instant until = modified(exit);
        if (number == START_FAILED && !error.isEmpty()) {
            return new Ended(
                    number, "StartError", "failed to start the container: " + error, from, until);
        }
        return new Ended(
                number, number == 0 ? "Completed" : "Error", message(folder, number), from, until);
    }

    private String message(Path folder, int code) {
        String message = read(folder.resolve("message"), 4096);
        boolean fallBack =
                "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy())
                        && code != 0
                        && message.isEmpty();
        return fallBack ? read(folder.resolve("log"), 2048) : message;
    }

    /** The last bytes of a file; nothing when there is none. */
    private static String read(Path file, int limit) {
        try (var channel = Files.newByteChannel(file)) {
            channel.position(Math.max(0, channel.size() - limit));
            var buffer = ByteBuffer.allocate(limit);
            int read = channel.read(buffer);
            return new String(buffer.array(), 0, Math.max(0, read), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }

    private static void killGroup(long pid, String signal) {
        try {
            Process kill =
                    new ProcessBuilder("/bin/kill", "-s", signal, "--", "-" + pid)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            kill.waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            log.warn("Cannot signal the process group {}", pid, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
