package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.cluster.LocalNode;
import cn.ac.pcl.octopus.local.process.ChildProcess;
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
    private static final Duration PAUSE = Duration.ofMillis(100);

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
        Optional<ProcessHandle> launcher = new Background(location).launcher();
        boolean stopped = launcher.isPresent();
        if (stopped) {
            end(launcher.get());
        }
        for (Path orphan : Orphans.pidFiles(home)) {
            stopped |= ChildProcess.reap(orphan, Duration.ofSeconds(20));
        }
        // Also when the launcher ended in order: it may have been killed in the middle of that.
        stopped |= LocalNode.endAbandoned(home.node());
        Files.deleteIfExists(home.state());
        Files.deleteIfExists(home.launcher());
        return stopped;
    }

    private static void end(ProcessHandle launcher) throws IOException, InterruptedException {
        launcher.destroy();
        if (!Waiting.until(LIMIT, PAUSE, () -> !launcher.isAlive())) {
            launcher.destroyForcibly();
            Waiting.until(LIMIT, PAUSE, () -> !launcher.isAlive());
        }
    }
}
