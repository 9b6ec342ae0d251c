package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.cluster.LocalNode;
import cn.ac.pcl.octopus.local.stores.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Stops the platform, and what a killed one left behind.
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops everything that was started here; what was stored stays.")
final class DownCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Mixin private final Location location = new Location();

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean stopped = stop(location);
        System.out.println(Texts.of(stopped ? "down.done" : "down.nothing"));
        return 0;
    }

    /// @return whether anything ran
    static boolean stop(Location location) throws IOException, InterruptedException {
        Home home = location.home();
        if (!Files.isDirectory(home.directory())) {
            return false;
        }
        boolean stopped = false;
        Optional<Status> running = new Background(location).find();
        if (running.isPresent()) {
            ProcessHandle launcher = ProcessHandle.of(running.get().launcher()).orElseThrow();
            launcher.destroy();
            if (!Waiting.until(LIMIT, Duration.ofMillis(100), () -> !launcher.isAlive())) {
                launcher.destroyForcibly();
            }
            stopped = true;
        }
        for (Path orphan : Orphans.pidFiles(home)) {
            stopped |= ChildProcess.reap(orphan, Duration.ofSeconds(20));
        }
        if (running.isEmpty()) {
            LocalNode.endAbandoned(home.node());
        }
        Files.deleteIfExists(home.state());
        return stopped;
    }
}
