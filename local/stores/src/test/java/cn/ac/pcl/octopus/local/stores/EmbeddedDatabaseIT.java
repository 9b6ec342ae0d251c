package cn.ac.pcl.octopus.local.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.local.process.ChildProcess;
import cn.ac.pcl.octopus.local.stores.EmbeddedDatabase.Account;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {

    private static final List<Account> ACCOUNTS =
            List.of(
                    new Account("octopus", "octopus", "it's \\ a secret"),
                    new Account("core", "core", "other"));

    @TempDir Path directory;

    @Test
    void admitsEachAccountToItsOwnSchemaOnlyAndKeepsDataOverARestart() throws Exception {
        try (var database = EmbeddedDatabase.start(directory, 0, ACCOUNTS)) {
            assertThat(
                            query(
                                    database,
                                    "octopus",
                                    "octopus",
                                    "it's \\ a secret",
                                    "select @@time_zone"))
                    .isEqualTo("+00:00");
            query(database, "core", "core", "other", "create table kept (id int primary key)");
            query(database, "core", "core", "other", "insert into kept values (42)");
            assertThatThrownBy(() -> query(database, "octopus", "octopus", "guess", "select 1"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> query(database, "octopus", "core", "other", "select 1"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> query(database, "mysql", "root", "", "select 1"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(directory.resolve("accounts.sql")).doesNotExist();
        try (var database =
                EmbeddedDatabase.start(
                        directory, 0, List.of(new Account("core", "core", "changed")))) {
            assertThat(query(database, "core", "core", "changed", "select id from kept"))
                    .isEqualTo("42");
        }
    }

    @Test
    void takesOverFromAKilledPredecessor() throws Exception {
        var abandoned = EmbeddedDatabase.start(directory, 0, ACCOUNTS);
        try (var database = EmbeddedDatabase.start(directory, abandoned.port(), ACCOUNTS)) {
            assertThat(abandoned.process().isAlive()).isFalse();
            assertThat(query(database, "core", "core", "other", "select 1")).isEqualTo("1");
        }
    }

    @Test
    void leavesAStrangerWithAReusedPidAlone() throws Exception {
        Path pidFile = directory.resolve("some.pid");
        Files.writeString(pidFile, ProcessHandle.current().pid() + " 12345\n");

        assertThat(ChildProcess.reap(pidFile, Duration.ofSeconds(1))).isFalse();
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void givesEachTestClassASchemaOfItsOwn() throws Exception {
        try (var one = ScratchDatabase.create();
                var other = ScratchDatabase.create()) {
            assertThat(one.schema()).isNotEqualTo(other.schema());
            try (var connection =
                            DriverManager.getConnection(
                                    one.jdbcUrl(), one.username(), one.password());
                    var statement = connection.createStatement()) {
                statement.execute("create table only_here (id int)");
            }
        }
    }

    private static String query(
            EmbeddedDatabase database, String schema, String user, String password, String sql)
            throws SQLException {
        try (var connection =
                        DriverManager.getConnection(database.jdbcUrl(schema), user, password);
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (var rows = statement.getResultSet()) {
                assertThat(rows.next()).isTrue();
                return rows.getString(1);
            }
        }
    }
}
