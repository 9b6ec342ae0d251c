package cn.ac.pcl.octopus.local.stores;

import cn.ac.pcl.octopus.local.process.ChildProcess;
import cn.ac.pcl.octopus.local.process.KnownProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A fresh, empty schema for one test class.
///
/// All schemas of a JVM share one server: the one named by the system properties
/// `octopus.test.jdbc-url` (an address without a schema, such as `jdbc:mysql://host:3306/`),
/// `octopus.test.jdbc-user` and `octopus.test.jdbc-password`, or else an embedded MariaDB that
/// starts with the first schema and stops with the JVM. Its data lies under `target`; what a killed
/// test run left there, processes included, is cleared away by the next one.
///
/// ```java
/// static final ScratchDatabase database = ScratchDatabase.create();
/// @DynamicPropertySource static void use(DynamicPropertyRegistry properties) {
///     properties.add("spring.datasource.url", database::jdbcUrl); …
/// ```
public final class ScratchDatabase implements AutoCloseable {

    private static @Nullable Server shared;

    private final Server server;
    private final String schema;

    private ScratchDatabase(Server server, String schema) {
        this.server = server;
        this.schema = schema;
    }

    /// Creates a schema with a name of its own.
    public static ScratchDatabase create() {
        Server server = server();
        String schema = "test_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        server.execute("create database `%s` character set utf8mb4".formatted(schema));
        return new ScratchDatabase(server, schema);
    }

    public String schema() {
        return schema;
    }

    public String jdbcUrl() {
        return server.jdbcUrl(schema);
    }

    public String username() {
        return server.username();
    }

    public String password() {
        return server.password();
    }

    /// Drops the schema; optional, the JVM's end clears everything.
    @Override
    public void close() {
        server.execute("drop database if exists `%s`".formatted(schema));
    }

    private static synchronized Server server() {
        if (shared == null) {
            String url = System.getProperty("octopus.test.jdbc-url", "");
            shared = url.isBlank() ? embedded() : given(url);
        }
        return shared;
    }

    private static Server given(String url) {
        int options = url.indexOf('?');
        String address = options < 0 ? url : url.substring(0, options);
        return new Server(
                address.endsWith("/") ? address : address + "/",
                options < 0
                        ? "?connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true"
                        : url.substring(options),
                System.getProperty("octopus.test.jdbc-user", "root"),
                System.getProperty("octopus.test.jdbc-password", ""));
    }

    private static Server embedded() {
        try {
            Path parent =
                    Files.createDirectories(Path.of("target/scratch-database").toAbsolutePath());
            clearAbandoned(parent);
            Path home =
                    Directories.createPrivate(
                            parent.resolve(Long.toString(ProcessHandle.current().pid())));
            KnownProcess.of(ProcessHandle.current().pid()).write(home.resolve("owner.pid"));
            String password = UUID.randomUUID().toString();
            var database =
                    EmbeddedDatabase.start(
                            home,
                            0,
                            List.of(new EmbeddedDatabase.Account("test_%", "test", password)));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(database, home)));
            String url = database.jdbcUrl("");
            int options = url.indexOf('?');
            return new Server(url.substring(0, options), url.substring(options), "test", password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the database started", e);
        }
    }

    private static void discard(EmbeddedDatabase database, Path home) {
        database.process().stop(Duration.ofSeconds(5));
        try {
            Directories.delete(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void clearAbandoned(Path parent) throws IOException {
        try (Stream<Path> homes = Files.list(parent)) {
            for (Path home : homes.toList()) {
                if (ChildProcess.find(home.resolve("owner.pid")).isEmpty()) {
                    ChildProcess.reap(home.resolve("mariadb.pid"), Duration.ofSeconds(2));
                    Directories.delete(home);
                }
            }
        }
    }

    private record Server(String address, String options, String username, String password) {

        String jdbcUrl(String schema) {
            return address + schema + options;
        }

        void execute(String statement) {
            try (var connection = DriverManager.getConnection(jdbcUrl(""), username, password);
                    var sql = connection.createStatement()) {
                sql.execute(statement);
            } catch (SQLException e) {
                throw new IllegalStateException("the test database refused: " + statement, e);
            }
        }
    }
}
