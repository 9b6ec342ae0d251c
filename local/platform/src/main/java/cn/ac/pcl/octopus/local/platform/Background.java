package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.stores.ChildProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A platform that keeps running after the command that started it has returned.
final class Background {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Location location;
    private final Home home;

    Background(Location location) {
        this.location = location;
        this.home = location.home();
    }

    /// The platform that runs now, when one does.
    Optional<Status> find() throws IOException {
        return Status.read(home.state())
                .filter(status ->
                        ProcessHandle.of(status.launcher())
                                .filter(ProcessHandle::isAlive)
                                .isPresent());
    }

    /// Starts a platform and shows its progress until it is ready.
    Status start(List<String> arguments, PrintStream out) throws IOException, InterruptedException {
        home.create();
        var command = new ArrayList<String>();
        command.add(ServiceJars.java().toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Octopus.class.getName()));
        command.addAll(List.of("up", "--home=" + home.directory()));
        command.addAll(arguments);
        Path said = home.log("up");
        Files.deleteIfExists(said);
        // Its own pid file, not a service's: another `up` must not be stopped by this one.
        Path pidFile = home.run().resolve("up-%d.pid".formatted(ProcessHandle.current().pid()));
        ChildProcess launcher =
                ChildProcess.start(
                        new ChildProcess.Start(
                                "octopus",
                                command,
                                System.getenv(),
                                location.root(),
                                said,
                                pidFile));
        Files.deleteIfExists(pidFile);
        long shown = 0;
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            shown = show(said, shown, out);
            if (!launcher.isAlive()) {
                show(said, shown, out);
                throw new Unable(Unable.Exit.FAILED, Texts.of("up.failed", said));
            }
            Optional<Status> status =
                    find().filter(Status::usable).filter(each -> each.launcher() == launcher.pid());
            if (status.isPresent()) {
                return status.get();
            }
            Waiting.pause(PAUSE);
        }
        throw new Unable(Unable.Exit.FAILED, Texts.of("up.late", LIMIT.toMinutes(), said));
    }

    /// Shows whole progress lines; what the launcher says at the end is for its own console.
    private static long show(Path said, long shown, PrintStream out) throws IOException {
        if (!Files.exists(said)) {
            return shown;
        }
        try (var file = new RandomAccessFile(said.toFile(), "r")) {
            file.seek(shown);
            var rest = new byte[(int) (file.length() - shown)];
            file.readFully(rest);
            String text = new String(rest, StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n') + 1;
            text.substring(0, end).lines().takeWhile(line -> !line.isBlank()).forEach(out::println);
            return shown + text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
        }
    }
}
