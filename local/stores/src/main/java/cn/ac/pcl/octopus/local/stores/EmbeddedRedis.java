package cn.ac.pcl.octopus.local.stores;

import cn.ac.pcl.octopus.local.process.ChildProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/// A Redis server of this machine, with a password, reachable from the loopback address only.
public final class EmbeddedRedis implements AutoCloseable {

    private final ChildProcess server;
    private final int port;

    private EmbeddedRedis(ChildProcess server, int port) {
        this.server = server;
        this.port = port;
    }

    /// Starts the server on a directory that belongs to it; its content survives an orderly stop.
    ///
    /// @param directory holds data, log and pid file; a server that still runs on it is stopped
    ///   first
    /// @param port 0 for any free one
    public static EmbeddedRedis start(Path directory, int port, String password)
            throws IOException, InterruptedException {
        Path home = Directories.createPrivate(directory.toAbsolutePath());
        ChildProcess.reap(home.resolve("redis.pid"), Duration.ofSeconds(10));
        int chosen = ChildProcess.choosePort(port);
        Path log = home.resolve("redis.log");
        Path settings =
                Directories.writePrivate(
                        home.resolve("redis.conf"),
                        """
                        bind 127.0.0.1
                        port %d
                        requirepass "%s"
                        dir "%s"
                        save 60 1
                        maxmemory 128mb
                        maxmemory-policy noeviction
                        """
                                .formatted(chosen, escape(password), escape(home.toString())));
        var server =
                ChildProcess.start(
                        new ChildProcess.Start(
                                "redis",
                                List.of(program().toString(), settings.toString()),
                                ChildProcess.inherited(),
                                home,
                                log,
                                home.resolve("redis.pid")));
        try {
            if (!server.await(
                    () -> ChildProcess.answers(chosen, "PING\r\n"), Duration.ofSeconds(20))) {
                throw new IOException(
                        "Redis did not start on port %d, see %s".formatted(chosen, log));
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
        return new EmbeddedRedis(server, chosen);
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    public ChildProcess process() {
        return server;
    }

    @Override
    public void close() {
        server.stop(Duration.ofSeconds(10));
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /// The bundled program, unpacked once per machine and user.
    private static Path program() throws IOException {
        Path directory = Directories.cache().resolve("redis-6.2");
        Path program = directory.resolve("redis-server");
        if (Files.isExecutable(program)) {
            return program;
        }
        Files.createDirectories(directory);
        try (var channel =
                        FileChannel.open(
                                directory.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (!Files.isExecutable(program)) {
                Path fresh = Files.createDirectories(directory.resolve("new"));
                Path unpacked =
                        ExecutableProvider.newJarResourceProvider(fresh.toFile()).get().toPath();
                if (!unpacked.toFile().setExecutable(true)) {
                    throw new IOException("Redis could not be made executable: " + unpacked);
                }
                Files.move(unpacked, program);
                Directories.delete(fresh);
            }
        }
        return program;
    }
}
