package cn.ac.pcl.octopus.local.cluster.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that leads the session of a container, as `container.sh` wrote it down: known by its
 * id and its start time in the kernel's ticks, since ids are used again.
 *
 * <p>Where containers have a process namespace, the leader's end is the end of all its processes.
 * Where not, those that stayed in its group or still descend from it are found and ended.
 */
record Leader(long pid, String startTime) {
    private static final Logger log = LoggerFactory.getLogger(Leader.class);

    /** A process that was just started, or runs for certain. */
    static Leader of(long pid) {
        return new Leader(pid, startTime(pid));
    }

    /** The leader of the start in this folder; none when that start never came to be. */
    static Optional<Leader> read(Path start) {
        try {
            String[] parts = Files.readString(start.resolve("pid")).strip().split(" ", 2);
            return parts.length == 2
                    ? Optional.of(new Leader(Long.parseLong(parts[0]), parts[1]))
                    : Optional.empty();
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** The process, while it runs. */
    Optional<ProcessHandle> process() {
        return startTime.equals(startTime(pid))
                ? ProcessHandle.of(pid).filter(ProcessHandle::isAlive)
                : Optional.empty();
    }

    /** Asks all processes of the group to end. */
    void terminate() {
        if (process().isPresent()) {
            signalGroup("TERM");
        }
    }

    /** Ends the leader, if it still runs, and whatever it left behind. */
    void kill() {
        Optional<ProcessHandle> running = process();
        List<ProcessHandle> descendants =
                running.map(leader -> leader.descendants().toList()).orElse(List.of());
        // While members of a group live, no new process gets its number: a process of another start
        // time means that the group is long gone.
        if (running.isPresent() || startTime(pid).isEmpty()) {
            signalGroup("KILL");
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private void signalGroup(String signal) {
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

    /** When the process started, in the kernel's ticks; empty when it does not run. */
    private static String startTime(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean ended = fields[0].equals("Z");
            return ended ? "" : fields[19];
        } catch (IOException | IndexOutOfBoundsException _) {
            return "";
        }
    }
}
