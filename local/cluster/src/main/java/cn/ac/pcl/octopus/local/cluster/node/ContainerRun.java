package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.Isolation;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One container of a pod through all its starts. Each start has a folder; in it the script that
 * leads the container's session writes first who it is (`pid`), and last the exit code (`exit`). So
 * a new node on the same folder knows what became of a process that it did not start, and that a
 * start without a `pid` never came to be.
 */
final class ContainerRun {
    private static final int START_FAILED = 128;
    private static final int KILLED = 137;

    private final Container container;
    private final Path directory;
    private final Clock clock;
    private final Runnable onEnd;
    private ContainerState state = new Waiting("ContainerCreating", "");
    private @Nullable Ended previous;
    private @Nullable Leader leader;
    private int start = -1;
    private int failures;

    /**
     * What to start.
     *
     * @param hidden folders of the machine that the container finds empty
     * @param workingDirectory where the command starts, as the container sees it
     */
    record Launch(
            Isolation isolation,
            Scripts scripts,
            Set<Path> hidden,
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
        if (start >= 0 && !Files.exists(folder().resolve("pid"))) {
            // Should its script only be about to begin, it cannot any more without the folder.
            NodeAgent.delete(folder());
            start--;
        }
        if (start < 0) {
            return;
        }
        if (start > 0) {
            previous = ended(start - 1);
        }
        Optional<Leader> found = Leader.read(folder());
        Optional<ProcessHandle> alive = found.flatMap(Leader::process);
        if (found.isPresent() && alive.isPresent()) {
            follow(found.get(), alive.get(), startedAt(start));
        } else {
            found.ifPresent(Leader::kill);
            state = ended(start);
        }
    }

    /**
     * The cluster knows of a start of which nothing is left here, as when the disk was full.
     *
     * @param since when it began, as the cluster was told
     */
    void lose(Instant since) {
        start = 0;
        state = unknown(since);
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
            Process started =
                    launch.scripts()
                            .container(
                                    folder,
                                    launch.isolation(),
                                    launch.workingDirectory(),
                                    launch.command(),
                                    launch.environment())
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()))
                            .start();
            follow(Leader.of(started, launch.isolation()), started.toHandle(), now);
        } catch (IOException | IllegalArgumentException e) {
            state = new Ended(START_FAILED, "StartError", "" + e.getMessage(), now, now);
        }
    }

    /** Looks whether the process ended. */
    void poll() {
        if (state instanceof Running && leader != null && leader.process().isEmpty()) {
            leader.kill(); // what it left behind ends with it
            Ended end = ended(start);
            boolean ranLong = end.until().minusSeconds(600).isAfter(end.from());
            failures = ranLong ? 1 : failures + 1;
            state = end;
        }
    }

    /** Asks all processes of the container to end. */
    void terminate() {
        if (state instanceof Running && leader != null) {
            leader.terminate();
        }
    }

    /** Ends all processes of the container. */
    void kill() {
        if (state instanceof Running && leader != null) {
            leader.kill();
        }
    }

    private void follow(Leader newLeader, ProcessHandle process, Instant since) {
        leader = newLeader;
        state = new Running(since);
        var _ = process.onExit().thenRun(onEnd);
    }

    private Path folder() {
        return directory.resolve(Integer.toString(start));
    }

    private String mountTable(Launch launch, Path folder) {
        StringBuilder table = new StringBuilder();
        for (Path hiding : launch.hidden()) {
            table.append("none\t").append(hiding).append("\thide\n");
        }
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
        if (!Files.exists(exit) && attempt == start && state instanceof Running) {
            // Neither the command nor the reason why there was none: the leader could not begin.
            return new Ended(
                    START_FAILED,
                    "StartError",
                    "failed to start the container: " + read(folder.resolve("log"), 2048).strip(),
                    from,
                    clock.instant());
        }
        if (code.isEmpty()) {
            Ended end = unknown(from);
            return attempt == start && state instanceof Running
                    ? new Ended(KILLED, "Error", end.message(), from, end.until())
                    : end;
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

    private Ended unknown(Instant from) {
        return new Ended(
                KILLED,
                "ContainerStatusUnknown",
                "The container's process was killed, or ended while the node was away",
                from,
                clock.instant());
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
}
