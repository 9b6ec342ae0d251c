package cn.ac.pcl.octopus.local.stores;

import cn.ac.pcl.octopus.local.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A MariaDB server of this machine: real accounts with passwords, reachable from the loopback
/// address only.
///
/// The data survives restarts. Accounts are written anew at each start, so a changed password
/// simply holds from then on.
public final class EmbeddedDatabase implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private static final String DRIVER_OPTIONS =
            "connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true&characterEncoding=UTF-8";

    private final ChildProcess server;
    private final int port;

    private EmbeddedDatabase(ChildProcess server, int port) {
        this.server = server;
        this.port = port;
    }

    /// An application's account.
    ///
    /// @param schema the one schema it may use, created when absent; with a `%` a pattern of names
    ///   that the account may create and use itself
    /// @param username letters, digits and underscores
    /// @param password any text
    public record Account(String schema, String username, String password) {
        public Account {
            if (!username.matches("\\w{1,32}") || !schema.matches("[\\w%]{1,64}")) {
                throw new IllegalArgumentException("not a name: " + schema + ", " + username);
            }
        }
    }

    /// Starts the server on a directory that belongs to it.
    ///
    /// @param directory holds data, log and pid file; a server that still runs on it is stopped
    ///   first
    /// @param port 0 for any free one
    public static EmbeddedDatabase start(Path directory, int port, List<Account> accounts)
            throws IOException, InterruptedException {
        Path home = Directories.createPrivate(directory.toAbsolutePath());
        ChildProcess.reap(home.resolve("mariadb.pid"), Duration.ofSeconds(30));
        var installation = MariaDbInstallation.locate(Directories.cache());
        Path data = home.resolve("data");
        if (!Files.exists(data)) {
            Path fresh = home.resolve("data.new");
            Directories.delete(fresh);
            Directories.copy(installation.template(), fresh);
            Files.move(fresh, data);
        }
        int chosen = ChildProcess.choosePort(port);
        Path log = home.resolve("mariadb.log");
        Path script = Directories.writePrivate(home.resolve("accounts.sql"), script(accounts));
        var command = new ArrayList<>(installation.command(data));
        command.add("--port=" + chosen);
        command.add("--init-file=" + script);
        var server =
                ChildProcess.start(
                        new ChildProcess.Start(
                                "mariadb",
                                command,
                                ChildProcess.inherited(),
                                data,
                                log,
                                home.resolve("mariadb.pid")));
        try {
            if (!server.await(() -> ChildProcess.answers(chosen, ""), START_LIMIT)) {
                throw new IOException(
                        "MariaDB did not start on port %d, see %s".formatted(chosen, log));
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        } finally {
            Files.deleteIfExists(script);
        }
        return new EmbeddedDatabase(server, chosen);
    }

    public int port() {
        return port;
    }

    public ChildProcess process() {
        return server;
    }

    public String jdbcUrl(String schema) {
        return jdbcUrl(port, schema);
    }

    /// The JDBC address of a schema, for MySQL's driver; times are UTC on both sides.
    public static String jdbcUrl(int port, String schema) {
        return "jdbc:mysql://127.0.0.1:%d/%s?%s".formatted(port, schema, DRIVER_OPTIONS);
    }

    @Override
    public void close() {
        server.stop(Duration.ofSeconds(30));
    }

    private static String script(List<Account> accounts) {
        var script = new StringBuilder();
        for (Account account : accounts) {
            String user = "'%s'@'127.0.0.1'".formatted(account.username());
            String password = account.password().replace("\\", "\\\\").replace("'", "\\'");
            if (!account.schema().contains("%")) {
                script.append("create database if not exists `%s`;\n".formatted(account.schema()));
            }
            script.append("create user if not exists %s;\n".formatted(user));
            script.append("alter user %s identified by '%s';\n".formatted(user, password));
            script.append(
                    "grant all privileges on `%s`.* to %s;\n"
                            .formatted(account.schema().replace("_", "\\_"), user));
        }
        return script.toString();
    }
}
