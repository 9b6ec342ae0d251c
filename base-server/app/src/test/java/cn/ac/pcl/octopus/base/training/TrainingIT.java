package cn.ac.pcl.octopus.base.training;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.storage.SharedVolume;
import cn.ac.pcl.octopus.base.testing.Eventually;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.StatementCounter;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.base.testing.TestCalls.Answer;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.taskset.api.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Jobs from their row to their bill, as the task engine tells of them. */
@ServiceTest
class TrainingIT {
    private static final Instant T0 = Instant.parse("2026-11-25T00:00:00Z");

    private final TestCalls calls;
    private final TrainingRuns runs;
    private final SharedVolume volume;
    private final MountedContent content;
    private final QueuedRuns pools;
    private final Caller owner;

    @Autowired
    TrainingIT(
            TestCalls calls,
            TrainingRuns runs,
            SharedVolume volume,
            MountedContent content,
            QueuedRuns pools) {
        this.calls = calls;
        this.runs = runs;
        this.volume = volume;
        this.content = content;
        this.pools = pools;
        this.owner = calls.newUser();
    }

    @Test
    void followsAJobToItsEndAndBillsItOnce() {
        String id = accept("follow");
        runs.take(Samples.detail(id, 2, JobState.PENDING, null, null));
        assertThat(get(owner, id).json().path("status").asString()).isEqualTo("PENDING");
        assertThat(get(owner, id).json().path("reason").asString()).isEqualTo("why");
        assertThat(charged(id)).isEmpty();

        runs.take(Samples.detail(id, 3, JobState.RUNNING, T0, null));
        var ended = Samples.detail(id, 4, JobState.FAILED, T0, T0.plusSeconds(100));
        runs.take(ended);
        runs.take(ended);
        runs.take(Samples.detail(id, 3, JobState.RUNNING, T0, null));

        var job = get(owner, id).json();
        assertThat(job.path("status").asString()).isEqualTo("FAILED");
        assertThat(job.path("runSec").asLong()).isEqualTo(100);
        assertThat(job.path("startedAt").asString()).isEqualTo("2026-11-25T00:00:00Z");
        assertThat(job.path("completedAt").asString()).isEqualTo("2026-11-25T00:01:40Z");
        assertThat(job.path("config").path(0).path("subTaskState").asString()).isEqualTo("FAILED");
        assertThat(job.path("config").path(0).path("replicaStates").path(0).path("key").asString())
                .isEqualTo("a-replica-0");
        assertThat(charged(id)).isEqualTo("10.00 COMPLETED");
    }

    @Test
    void chargesARunningJobAndSettlesItAtItsEnd() {
        String id = accept("running");
        Instant start = Instant.now(java.time.Clock.systemUTC()).minusSeconds(100);
        runs.take(Samples.detail(id, 2, JobState.RUNNING, start, null));
        runs.charge(id);
        assertThat(charged(id)).endsWith("PAYING");

        runs.take(Samples.detail(id, 3, JobState.SUCCEEDED, start, start.plusSeconds(200)));
        assertThat(charged(id)).isEqualTo("20.00 COMPLETED");
        runs.charge(id);
        assertThat(charged(id)).isEqualTo("20.00 COMPLETED");
    }

    @Test
    void stopsAtOnceAndForGoodAndIsChargedUntilTheEngineSaysTheEnd() {
        String id = accept("stop");
        runs.take(Samples.detail(id, 2, JobState.RUNNING, T0, null));
        assertThat(stop(owner, id).status()).isEqualTo(200);
        assertThat(get(owner, id).json().path("status").asString()).isEqualTo("STOPPED");
        assertThat(stop(owner, id).code()).isEqualTo("training.finished");

        runs.take(Samples.detail(id, 3, JobState.RUNNING, T0, null));
        runs.take(Samples.detail(id, 4, JobState.SUCCEEDED, T0, T0.plusSeconds(50)));

        var job = get(owner, id).json();
        assertThat(job.path("status").asString()).isEqualTo("STOPPED");
        assertThat(job.path("reason").asString()).isEqualTo("user stop job");
        assertThat(job.path("runSec").asLong()).isEqualTo(50);
        assertThat(charged(id)).isEqualTo("5.00 COMPLETED");
    }

    /** Moments may come in any order; what they tell of the past is known. */
    @ParameterizedTest
    @EnumSource(JobState.class)
    void isNotChangedByALateMoment(JobState late) {
        String id = accept("late");
        runs.take(Samples.detail(id, 7, JobState.RUNNING, T0, null));
        runs.take(Samples.detail(id, 6, late, T0, late.isFinal() ? T0.plusSeconds(1) : null));
        runs.take(Samples.detail(id, 7, late, T0, late.isFinal() ? T0.plusSeconds(1) : null));

        TrainingRun run = runs.find(id).orElseThrow();
        assertThat(run.state()).isEqualTo(TrainingState.RUNNING);
        assertThat(run.sequence()).isEqualTo(7);
        assertThat(run.isSettled()).isFalse();
    }

    /** The engine's database was restored from a backup, so it counts from an earlier moment. */
    @Test
    void endsByTheAnswerOfAnEngineThatHasForgottenHowFarItWas() {
        String id = accept("restored");
        runs.take(Samples.detail(id, 7, JobState.RUNNING, T0, null));
        runs.takeAnswer(Samples.detail(id, 5, JobState.RUNNING, T0, null));
        runs.takeAnswer(Samples.detail(id, 5, JobState.FAILED, T0, null));
        assertThat(runs.find(id).orElseThrow().state()).isEqualTo(TrainingState.RUNNING);

        runs.takeAnswer(Samples.detail(id, 6, JobState.FAILED, T0, T0.plusSeconds(100)));
        TrainingRun run = runs.find(id).orElseThrow();
        assertThat(run.state()).isEqualTo(TrainingState.FAILED);
        assertThat(run.isSettled()).isTrue();
        assertThat(run.sequence()).isEqualTo(7);
        assertThat(charged(id)).isEqualTo("10.00 COMPLETED");
    }

    @Test
    void hasNoBillWhenItNeverRan() {
        String id = accept("never");
        stop(owner, id);
        runs.missingAtEngine(new Heard(id, sequence(id)));
        assertThat(runs.find(id).orElseThrow().isSettled()).isTrue();
        assertThat(charged(id)).isEmpty();
    }

    @Test
    void failsWhenTheEngineLosesIt() {
        String id = accept("lost");
        runs.take(Samples.detail(id, 2, JobState.RUNNING, T0, null));
        runs.missingAtEngine(new Heard(id, sequence(id)));
        var job = get(owner, id).json();
        assertThat(job.path("status").asString()).isEqualTo("FAILED");
        assertThat(job.path("reason").asString()).isEqualTo("The task engine has lost the job");
        assertThat(charged(id)).endsWith("COMPLETED");
    }

    @Test
    void failsWithTheReasonOfARefusal() {
        String id = accept("refused");
        runs.refused(id, "no");
        var job = get(owner, id).json();
        assertThat(job.path("status").asString()).isEqualTo("FAILED");
        assertThat(job.path("reason").asString()).isEqualTo("no");
    }

    @Test
    void isSeenByItsOwnerAndAdministratorsAlone() {
        String id = accept("mine");
        Caller other = calls.newUser();
        assertThat(get(other, id).code()).isEqualTo("not-found");
        assertThat(stop(other, id).code()).isEqualTo("not-found");
        assertThat(delete(other, id).code()).isEqualTo("not-found");
        assertThat(get(owner, "none").code()).isEqualTo("not-found");
        assertThat(get(Caller.nobody("test"), id).status()).isEqualTo(403);

        var seen = get(calls.administrator(), id).json();
        assertThat(seen.path("userName").asString()).isEqualTo("Somebody");
        assertThat(get(owner, id).json().path("userName").asString()).isEmpty();
        assertThat(delete(calls.administrator(), id).status()).isEqualTo(403);
        assertThat(stop(calls.administrator(), id).status()).isEqualTo(200);
        assertThat(get(owner, id).json().path("reason").asString()).isEqualTo("admin stop job");
    }

    @Test
    void deletesAllFinishedJobsOrNone() {
        String finished = accept("finished");
        String running = accept("unfinished");
        stop(owner, finished);
        assertThat(delete(owner, finished, running).code()).isEqualTo("training.not-finished");
        assertThat(get(owner, finished).status()).isEqualTo(200);

        assertThat(delete(owner, finished).status()).isEqualTo(200);
        assertThat(get(owner, finished).code()).isEqualTo("not-found");
        assertThat(delete(owner, finished).code()).isEqualTo("not-found");
        accept("finished");
    }

    @Test
    void hasANameOfItsOwn() {
        accept("name");
        assertThat(
                        org.assertj.core.api.Assertions.catchThrowableOfType(
                                        cn.ac.pcl.octopus.base.Refusal.class, () -> accept("name"))
                                .code()
                                .code())
                .isEqualTo("training.exists");
    }

    /** As the node does not answer, nobody knows of the replica; it is not free for that. */
    @Test
    void neverPaysBackWhileTheStateOfAReplicaIsUnknown() {
        String id = accept("unknown");
        Instant start = Instant.now(java.time.Clock.systemUTC()).minusSeconds(100);
        runs.take(Samples.detail(id, 2, JobState.RUNNING, start, null));
        runs.charge(id);
        String before = charged(id);
        runs.take(Samples.detail(id, 3, JobState.UNKNOWN, start, null));
        runs.charge(id);
        assertThat(new java.math.BigDecimal(charged(id).replace(" PAYING", "")))
                .isGreaterThanOrEqualTo(new java.math.BigDecimal(before.replace(" PAYING", "")))
                .isGreaterThanOrEqualTo(java.math.BigDecimal.TEN);
    }

    @Test
    void freesWhatADeletedJobHasWritten() throws Exception {
        String id = accept("output");
        var output = runs.find(id).orElseThrow().output();
        volume.createDirectory(output);
        runs.take(Samples.detail(id, 2, JobState.RUNNING, T0, null));
        stop(owner, id);
        assertThat(delete(owner, id).status()).isEqualTo(200);
        // Its programs may still write.
        assertThat(content.needs(output)).isTrue();
        assertThat(volume.exists(output)).isTrue();

        runs.take(Samples.detail(id, 4, JobState.STOPPED, T0, T0.plusSeconds(50)));
        assertThat(content.needs(output)).isFalse();
        Eventually.is(() -> !volume.exists(output));
    }

    @Test
    void keepsThePoolInWhichAJobWaits() {
        String pool = "p" + Ids.random().substring(0, 8);
        String id = Ids.randomName();
        var template = Samples.run(id, owner.userId(), "pooled", Samples.subTask("a", 1, 360));
        runs.accept(
                new TrainingRun(
                        new TrainingRun.Request(
                                id, owner.userId(), "default-workspace", "pooled", "", true),
                        template.materials(),
                        template.roles(),
                        pool,
                        "",
                        T0),
                "{}");
        assertThat(pools.usesPool(pool)).isPresent();
        assertThat(pools.usesPool(pool + "x")).isEmpty();
        runs.refused(id, "no");
        assertThat(pools.usesPool(pool)).isEmpty();
    }

    @Test
    void listsInAConstantNumberOfStatements() throws Exception {
        accept("first");
        int one = StatementCounter.count(() -> runs.search(owner.userId(), null, query(null)));
        accept("second");
        accept("third");
        assertThat(StatementCounter.count(() -> runs.search(owner.userId(), null, query(null))))
                .isEqualTo(one)
                .isLessThanOrEqualTo(3);
    }

    @Test
    void findsByStateNameAndTime() {
        String stopped = accept("a 10% job");
        accept("another");
        stop(owner, stopped);
        assertThat(total(Map.of())).isEqualTo(2);
        assertThat(total(Map.of("status", "STOPPED"))).isEqualTo(1);
        assertThat(total(Map.of("status", "SUSPENDED"))).isZero();
        assertThat(total(Map.of("searchKey", "0% j"))).isEqualTo(1);
        assertThat(total(Map.of("searchKey", "1_%"))).isZero();
        assertThat(total(Map.of("createdAtLt", "2020-01-01T00:00:00Z"))).isZero();
        assertThat(
                        calls.post(
                                        calls.newUser(),
                                        "/trainings/search",
                                        Map.of("pageIndex", 1, "pageSize", 10))
                                .json()
                                .path("totalSize")
                                .asLong())
                .isZero();
        assertThat(
                        calls.post(
                                        owner,
                                        "/trainings/search",
                                        Map.of(
                                                "pageIndex", 1,
                                                "pageSize", 10,
                                                "sortBy", "manifest"))
                                .code())
                .isEqualTo("invalid-request");
    }

    private String accept(String name) {
        String id = Ids.randomName();
        runs.accept(
                Samples.run(
                        id,
                        owner.userId(),
                        name,
                        Instant.now(java.time.Clock.systemUTC()),
                        Samples.subTask("a", 1, 360)),
                "{}");
        return id;
    }

    private long sequence(String id) {
        return runs.find(id).orElseThrow().sequence();
    }

    private Answer get(Caller caller, String id) {
        return calls.get(caller, "/trainings/" + id);
    }

    private Answer stop(Caller caller, String id) {
        return calls.post(caller, "/trainings/" + id + "/stop", Map.of());
    }

    private Answer delete(Caller caller, String... ids) {
        return calls.post(caller, "/trainings/delete", Map.of("jobIds", List.of(ids)));
    }

    private long total(Map<String, Object> filter) {
        var query = new java.util.HashMap<String, Object>(Map.of("pageIndex", 1, "pageSize", 10));
        query.putAll(filter);
        return calls.post(owner, "/trainings/search", query).json().path("totalSize").asLong(-1);
    }

    private static cn.ac.pcl.octopus.base.api.TrainingQuery query(
            @org.jspecify.annotations.Nullable String key) {
        return new cn.ac.pcl.octopus.base.api.TrainingQuery(
                1, 10, null, null, null, null, null, key, null, null);
    }

    /** What was charged for a job, and whether its bill is closed; empty without a bill. */
    private String charged(String id) {
        var answer =
                calls.post(
                        owner,
                        "/billing/mine/payments/search",
                        Map.of("pageIndex", 1, "pageSize", 10));
        for (var payment : answer.json().path("items")) {
            if (payment.path("bizId").asString().equals(id)) {
                return payment.path("amount").decimalValue().setScale(2).toPlainString()
                        + " "
                        + payment.path("status").asString();
            }
        }
        return "";
    }
}
