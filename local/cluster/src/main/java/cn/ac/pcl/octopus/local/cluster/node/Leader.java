package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.Isolation;
import cn.ac.pcl.octopus.local.process.KnownProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that leads the session of a container, as `container.sh` wrote it down.
 *
 * <p>Where containers have a process namespace, the leader's end is the end of all its processes.
 * Where not, those that stayed in its group or still descend from it are found and ended.
 *
 * @param apart whether its container has a process namespace
 */
record Leader(KnownProcess known, boolean apart) {
    private static final Logger log = LoggerFactory.getLogger(Leader.class);

    /** The leader of a container that was just started. */
    static Leader of(Process started, Isolation isolation) {
        return new Leader(KnownProcess.of(started.pid()), isolation.mounts());
    }

    /** The leader of the start in this folder; none when that start never came to be. */
    static Optional<Leader> read(Path start) {
        boolean apart = !Files.exists(start.resolve("plain"));
        return KnownProcess.read(start.resolve("pid")).map(known -> new Leader(known, apart));
    }

    /** The process, while it runs. */
    Optional<ProcessHandle> process() {
        return known.running();
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
        // While members of a group live, no new process gets its number: where another process has
        // it, the group is long gone.
        if (running.isPresent() || (!apart && known.isUnused())) {
            signalGroup("KILL");
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private void signalGroup(String signal) {
        try {
            Process kill =
                    new ProcessBuilder("/bin/kill", "-s", signal, "--", "-" + known.pid())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            kill.waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            log.warn("Cannot signal the process group {}", known.pid(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
