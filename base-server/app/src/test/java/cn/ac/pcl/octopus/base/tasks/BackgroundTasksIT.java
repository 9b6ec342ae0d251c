package cn.ac.pcl.octopus.base.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.testing.Eventually;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

@ServiceTest
class BackgroundTasksIT {
    private final BackgroundTasks tasks;
    private final ProbeTask probe;
    private final BulkProbeTask bulk;
    private final TransactionOperations transactions;
    private final JdbcTemplate database;
    private final String id = Ids.random();

    @Autowired
    BackgroundTasksIT(
            BackgroundTasks tasks,
            ProbeTask probe,
            BulkProbeTask bulk,
            TransactionOperations transactions,
            JdbcTemplate database) {
        this.tasks = tasks;
        this.probe = probe;
        this.bulk = bulk;
        this.transactions = transactions;
        this.database = database;
    }

    @Test
    void runsSoonAndIsForgotten() {
        schedule(0, false);
        ends("run", "done");
    }

    @Test
    void isRepeatedUntilItSucceeds() {
        schedule(2, false);
        ends("run", "run", "run", "done");
    }

    @Test
    void isGivenUpAfterTheLastAttempt() {
        schedule(99, false);
        ends("run", "run", "run", "run", "given up: IOException");
    }

    @Test
    void isGivenUpAtOnceWhenItIsRefused() {
        schedule(0, true);
        ends("run", "given up: Refusal");
    }

    @Test
    void isScheduledWithItsTransactionOrNotAtAll() {
        assertThatThrownBy(() ->
                        transactions.executeWithoutResult(status -> {
                            schedule(0, false);
                            throw new IllegalStateException("rolled back");
                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(rows()).isZero();
        transactions.executeWithoutResult(status -> {
            schedule(0, false);
            assertThat(tasks.schedule(ProbeTask.NAME, id, work(0, false))).isFalse();
        });
        ends("run", "done");
    }

    /** What a killed process leaves: a task that somebody has picked and who says nothing more. */
    @Test
    void isResumedWhenItsProcessIsDead() {
        database.update(
                "insert into scheduled_tasks (task_name, task_instance, task_data, execution_time,"
                        + " picked, picked_by, last_heartbeat, consecutive_failures, version)"
                        + " values (?, ?, ?, utc_timestamp(6) - interval 5 minute, true, 'dead',"
                        + " utc_timestamp(6) - interval 4 minute, 0, 1)",
                ProbeTask.NAME,
                id,
                "{\"id\":\"%s\",\"failures\":0,\"refuse\":false,\"madeAt\":\"2026-01-01T00:00:00Z\"}"
                        .formatted(id)
                        .getBytes(StandardCharsets.UTF_8));
        ends("run", "done");
    }

    /**
     * More than there are threads for it want to move data; a task that does not runs all the same.
     */
    @Test
    void findsAThreadHoweverMuchDataIsMoved() {
        int many = 40;
        for (int i = 0; i < many; i++) {
            tasks.schedule(BulkProbeTask.NAME, id + i, new BulkProbeTask.Work(id + i, id));
        }
        Eventually.is(() -> bulk.count(id + " begun") == 4);
        schedule(0, false);
        ends("run", "done");
        assertThat(bulk.count(id + " begun")).isEqualTo(4);

        bulk.open(id);
        Eventually.is(() -> bulk.count(id + " done") == many);
        assertThat(bulk.count(id + " given up")).isZero();
    }

    /** Those that wait would come by themselves in an hour. */
    @Test
    void callsWhoWaitsWhenAPermitIsGivenBack() {
        int many = 8;
        for (int i = 0; i < many; i++) {
            tasks.schedule(BulkProbeTask.NAME, id + i, new BulkProbeTask.Work(id, id));
        }
        Eventually.is(() -> bulk.count(id + " begun") == 3);
        var putOff = new AtomicInteger();
        Eventually.is(() -> putOff.addAndGet(putOff()) == many - 3);

        bulk.open(id);
        Eventually.is(() -> bulk.count(id + " done") == many);
    }

    /** Puts off what was put back because there is no permit for it. */
    private int putOff() {
        return database.update(
                "update scheduled_tasks set execution_time = utc_timestamp(6) + interval 1 hour,"
                        + " version = version + 1"
                        + " where task_name = ? and task_instance like concat(?, '_')"
                        + " and picked = false and version > 1"
                        + " and execution_time < utc_timestamp(6) + interval 30 minute",
                BulkProbeTask.NAME,
                id);
    }

    /** After an outage of the database somebody takes work for dead that goes well. */
    @Test
    void doesNotGiveUpWorkThatStillRuns() {
        tasks.schedule(BulkProbeTask.NAME, id, new BulkProbeTask.Work(id, id));
        Eventually.is(() -> bulk.count(id + " begun") == 1);
        assertThat(
                        database.update(
                                "update scheduled_tasks set picked = false, picked_by = null,"
                                        + " last_heartbeat = null, version = version + 1,"
                                        + " execution_time = utc_timestamp(6) - interval 1 second"
                                        + " where task_name = ? and task_instance = ?",
                                BulkProbeTask.NAME,
                                id))
                .isEqualTo(1);
        Eventually.is(() -> isPutBack(BulkProbeTask.NAME));
        assertThat(bulk.count(id + " begun")).isEqualTo(1);

        bulk.open(id);
        Eventually.is(() -> rows() == 0);
        assertThat(bulk.count(id + " done")).isGreaterThanOrEqualTo(1);
        assertThat(bulk.count(id + " given up")).isZero();
    }

    private boolean isPutBack(String task) {
        var later =
                database.queryForObject(
                        "select count(*) from scheduled_tasks where task_name = ?"
                                + " and task_instance = ? and picked = false"
                                + " and consecutive_failures = 0"
                                + " and execution_time > utc_timestamp(6)",
                        Integer.class,
                        task,
                        id);
        return later != null && later == 1;
    }

    private void schedule(int failures, boolean refuse) {
        assertThat(tasks.schedule(ProbeTask.NAME, id, work(failures, refuse))).isTrue();
    }

    private ProbeTask.Work work(int failures, boolean refuse) {
        return new ProbeTask.Work(id, failures, refuse, Instant.parse("2026-01-01T00:00:00Z"));
    }

    private void ends(String... notes) {
        Eventually.is(() -> rows() == 0 && probe.of(id).size() >= notes.length);
        assertThat(probe.of(id)).containsExactly(notes);
    }

    private int rows() {
        var count =
                database.queryForObject(
                        "select count(*) from scheduled_tasks where task_instance = ?",
                        Integer.class,
                        id);
        return count == null ? 0 : count;
    }
}
