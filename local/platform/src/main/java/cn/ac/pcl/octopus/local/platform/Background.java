package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.process.ChildProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// A platform that keeps running after the command that started it has returned.
final class Background {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(200);

    /// What a shell sees of a process that was asked to end: 128 and SIGTERM.
    private static final int TERMINATED = 128 + 15;

    private final Location location;
    private final Home home;

    Background(Location location) {
        this.location = location;
        this.home = location.home();
    }

    /// The launcher that holds this state directory now; never a stranger with its old pid.
    Optional<ProcessHandle> launcher() {
        return ChildProcess.find(home.launcher());
    }

    /// The platform that runs now, when one does.
    Optional<Status> find() throws IOException {
        Optional<ProcessHandle> launcher = launcher();
        return Status.read(home.state())
                .filter(status ->
                        launcher.filter(each -> each.pid() == status.launcher()).isPresent());
    }

    /// @throws Unable when a launcher holds this state directory
    void requireNone() throws IOException {
        if (launcher().isPresent()) {
            throw Platform.alreadyRuns(home);
        }
    }

    /// Starts a platform and shows its progress until it is ready.
    Status start(List<String> arguments, PrintStream out) throws IOException, InterruptedException {
        requireNone();
        home.create();
        var command = new ArrayList<String>();
        command.add(ServiceJars.java().toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Octopus.class.getName()));
        command.addAll(List.of("up", "--home=" + home.directory()));
        command.addAll(arguments);
        var environment = new HashMap<>(System.getenv());
        environment.remove("KUBECONFIG"); // it is among the arguments
        Path said = home.log("up");
        Files.deleteIfExists(said);
        // Its own pid file, not a service's: another `up` must not be stopped by this one.
        Path pidFile = home.run().resolve("up-%d.pid".formatted(ProcessHandle.current().pid()));
        ChildProcess launcher =
                ChildProcess.start(
                        new ChildProcess.Start(
                                "octopus", command, environment, location.root(), said, pidFile));
        Files.deleteIfExists(pidFile);
        var progress = new Following(said, out);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            progress.showNew();
            if (!launcher.isAlive()) {
                progress.showNew();
                int exit = launcher.exitValue();
                throw new Unable(
                        Unable.Exit.of(exit),
                        progress.complaint()
                                .orElseGet(() ->
                                        exit == TERMINATED
                                                ? Texts.of("up.cut")
                                                : Texts.of("up.failed", said)));
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

    /// Shows the progress that the launcher writes to a file.
    private static final class Following {

        private final Path said;
        private final PrintStream out;
        private long shown;
        private boolean saidAll;
        private Optional<String> complaint = Optional.empty();

        Following(Path said, PrintStream out) {
            this.said = said;
            this.out = out;
        }

        /// Shows whole lines; what the launcher says at the end is for its own console.
        void showNew() throws IOException {
            if (!Files.exists(said)) {
                return;
            }
            try (var file = new RandomAccessFile(said.toFile(), "r")) {
                file.seek(shown);
                var rest = new byte[(int) (file.length() - shown)];
                file.readFully(rest);
                String text = new String(rest, StandardCharsets.UTF_8);
                String whole = text.substring(0, text.lastIndexOf('\n') + 1);
                whole.lines().forEach(this::show);
                shown += whole.getBytes(StandardCharsets.UTF_8).length;
            }
        }

        private void show(String line) {
            saidAll |= line.isBlank();
            if (line.startsWith(Octopus.PREFIX)) {
                complaint = Optional.of(line.substring(Octopus.PREFIX.length()));
            } else if (!saidAll) {
                out.println(line);
            }
        }

        /// Why the launcher could not go on, in its own sentence.
        Optional<String> complaint() {
            return complaint;
        }
    }
}
