package cn.ac.pcl.octopus.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A program that this JVM starts and answers for, even after the JVM itself was killed.
///
/// Its pid and start time are kept in a file beside its data. Whoever comes next calls [#reap] with
/// that file: a process that is still there **and** was started at that very moment is stopped; a
/// stranger that was given the same pid later is left alone.
///
/// Where `setsid` exists the program runs in a session of its own, so that Ctrl-C in a terminal
/// reaches only the launcher, which then stops its children in order.
public final class ChildProcess implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(25);
    private static final Duration KILLED = Duration.ofSeconds(5);

    private static final Optional<Path> SETSID =
            List.of("/usr/bin/setsid", "/bin/setsid").stream()
                    .map(Path::of)
                    .filter(Files::isExecutable)
                    .findFirst();

    private final String name;
    private final Process process;
    private final Path pidFile;

    private ChildProcess(String name, Process process, Path pidFile) {
        this.name = name;
        this.process = process;
        this.pidFile = pidFile;
    }

    /// What to run and where its output and its pid go.
    ///
    /// @param name for messages
    /// @param command the program and its arguments
    /// @param environment all its variables, see [#inherited]
    /// @param directory the working directory
    /// @param log the file that standard output and error are appended to
    /// @param pidFile the file that remembers the process
    public record Start(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path directory,
            Path log,
            Path pidFile) {
        public Start {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    /// What a program needs of this JVM's environment; everything else (profiles, tool options)
    /// stays outside.
    public static Map<String, String> inherited() {
        var environment = new HashMap<String, String>();
        for (String name : List.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR")) {
            String value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        return environment;
    }

    /// Starts the program; a predecessor named by the same pid file is stopped first.
    public static ChildProcess start(Start start) throws IOException {
        reap(start.pidFile(), Duration.ofSeconds(20));
        var command = new ArrayList<String>();
        SETSID.ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(start.command());
        Files.createDirectories(start.directory());
        var builder =
                new ProcessBuilder(command)
                        .directory(start.directory().toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(start.log().toFile()));
        builder.environment().clear();
        builder.environment().putAll(start.environment());
        Process process = builder.start();
        try {
            KnownProcess.of(process.pid()).write(start.pidFile());
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
        return new ChildProcess(start.name(), process, start.pidFile());
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public int exitValue() {
        return process.exitValue();
    }

    /// Waits until the process has ended and returns its exit value.
    public int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    /// Waits until the process has ended, and no longer than the limit.
    public boolean waitFor(Duration limit) throws InterruptedException {
        return process.waitFor(limit);
    }

    /// Waits until the process answers.
    ///
    /// @param ready asked again and again, may block for a moment
    /// @return false when it ended or was not ready within the time
    public boolean await(BooleanSupplier ready, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            if (ready.getAsBoolean()) {
                return process.isAlive();
            }
        }
        return false;
    }

    /// Asks the process to end, and ends it when it does not within the time.
    public void stop(Duration grace) {
        stop(process.toHandle(), grace);
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(20));
    }

    /// Whether a server at a port of the loopback address speaks: after `question`, if there is
    /// one, it says something within a second. (A listening socket alone proves little: the kernel
    /// accepts before the program does.)
    public static boolean answers(int port, String question) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            socket.setSoTimeout(1000);
            socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException _) {
            return false;
        }
    }

    /// A port that was free a moment ago; 0 asks for any, another number is returned as it is.
    public static int choosePort(int wanted) throws IOException {
        if (wanted != 0) {
            return wanted;
        }
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /// The process that a pid file names, if it still runs and is not a stranger with a reused pid.
    public static Optional<ProcessHandle> find(Path pidFile) {
        return KnownProcess.read(pidFile).flatMap(KnownProcess::running);
    }

    /// Stops the process that a pid file names, if it is still there, and removes the file.
    ///
    /// @return whether there was one
    public static boolean reap(Path pidFile, Duration grace) throws IOException {
        Optional<ProcessHandle> orphan = find(pidFile);
        orphan.ifPresent(handle -> stop(handle, grace));
        Files.deleteIfExists(pidFile);
        return orphan.isPresent();
    }

    private static void stop(ProcessHandle process, Duration grace) {
        if (process.isAlive() && process.destroy() && ended(process, grace)) {
            return;
        }
        if (process.isAlive()) {
            process.destroyForcibly();
            ended(process, KILLED);
        }
    }

    private static boolean ended(ProcessHandle process, Duration limit) {
        try {
            process.onExit().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join();
            return true;
        } catch (CompletionException _) {
            return !process.isAlive();
        }
    }
}
