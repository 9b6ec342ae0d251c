package cn.ac.pcl.octopus.base.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.storage.SharedVolume;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import cn.ac.pcl.octopus.base.tasks.BackgroundTasks;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.taskset.api.JobError;
import cn.ac.pcl.octopus.taskset.api.JobState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.client.ResourceAccessException;
import tools.jackson.databind.json.JsonMapper;

/** Every task and loop between base-server and the task engine, cut off half-way. */
@ServiceTest
class SubmissionIT {
    private static final Instant T0 = Instant.parse("2026-11-25T00:00:00Z");

    private final Caller owner;
    private final TrainingRuns runs;
    private final SharedVolume volume;
    private final FakeEngine engine = new FakeEngine();
    private final SubmitTask submit;
    private final StopTask stop;
    private final BackgroundTasks tasks;
    private final TrainingReconciliation reconciliation;
    private final JobId job = new JobId(Ids.randomName());

    @Autowired
    SubmissionIT(
            TestCalls calls,
            TrainingRuns runs,
            SharedVolume volume,
            TrainingProperties properties,
            BackgroundTasks tasks,
            JsonMapper json) {
        this.tasks = tasks;
        this.owner = calls.newUser();
        this.runs = runs;
        this.volume = volume;
        var jobs = new TaskEngine(engine, json);
        this.submit = new SubmitTask(runs, jobs, volume);
        this.stop = new StopTask(runs, jobs);
        this.reconciliation =
                new TrainingReconciliation(
                        runs,
                        jobs,
                        properties,
                        Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));
        runs.accept(run(), manifest());
    }

    @Test
    void handsAJobOverOnceHoweverOftenItIsKilled() throws Exception {
        engine.beforeTaking = new ResourceAccessException("killed before");
        assertThatThrownBy(() -> submit.run(job)).hasMessage("killed before");
        engine.beforeTaking = null;
        engine.afterTaking = new ResourceAccessException("killed after");
        assertThatThrownBy(() -> submit.run(job)).hasMessage("killed after");
        assertThat(run(job).reason()).contains("does not answer");
        engine.afterTaking = null;

        submit.run(job);

        assertThat(engine.jobs).containsOnlyKeys(job.id());
        assertThat(run(job).state()).isEqualTo(TrainingState.PREPARING);
        assertThat(
                        volume.exists(
                                StoragePaths.jobOutput(
                                        "default-workspace", run(job).userId(), job.id())))
                .isTrue();
    }

    @Test
    void failsAJobThatTheEngineRefuses() {
        engine.beforeTaking = FakeEngine.problem(JobError.INVALID_REQUEST, "no container");
        assertThatThrownBy(() -> submit.run(job))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> {
                            submit.giveUp(job, refusal);
                            assertThat(run(job).state()).isEqualTo(TrainingState.FAILED);
                            assertThat(run(job).reason()).isEqualTo("no container");
                            assertThat(run(job).isSettled()).isTrue();
                        });
    }

    @Test
    void triesAgainWhenTheEngineDoesNotKnowItsCaller() {
        engine.beforeTaking = FakeEngine.problem(JobError.UNAUTHENTICATED, "no");
        assertThatThrownBy(() -> submit.run(job)).isNotInstanceOf(Refusal.class);
        assertThat(run(job).state()).isEqualTo(TrainingState.PREPARING);
    }

    @Test
    void stopsAJobThatWasStoppedWhileItWasHandedOver() throws Exception {
        engine.whileTaking = () -> runs.stop(job.id(), "user stop job");
        submit.run(job);
        assertThat(engine.calls).containsExactly("submit " + job.id(), "stop " + job.id());
    }

    @Test
    void stopsItAlsoWhenKilledInBetween() throws Exception {
        engine.whileTaking = () -> runs.stop(job.id(), "user stop job");
        engine.afterTaking = new IllegalStateException("killed");
        assertThatThrownBy(() -> submit.run(job)).hasMessage("killed");
        submit.run(job);
        assertThat(engine.calls).last().isEqualTo("stop " + job.id());
    }

    @Test
    void handsOverNoJobThatWasStoppedBefore() throws Exception {
        runs.stop(job.id(), "user stop job");
        submit.run(job);
        stop.run(job);
        assertThat(engine.jobs).isEmpty();
    }

    @Test
    void hearsByComparisonWhatAHookDidNotTell() {
        engine.jobs.put(
                job.id(), Samples.detail(job.id(), 7, JobState.FAILED, T0, T0.plusSeconds(5)));
        reconciliation.run();
        assertThat(run(job).state()).isEqualTo(TrainingState.FAILED);
        assertThat(run(job).sequence()).isEqualTo(7);
    }

    @Test
    void settlesByComparisonAStoppedJobThatWasNeverHandedOver() {
        runs.stop(job.id(), "user stop job");
        reconciliation.run();
        assertThat(run(job).isSettled()).isTrue();
        assertThat(run(job).state()).isEqualTo(TrainingState.STOPPED);
    }

    @Test
    void leavesAJobThatIsStillToBeHandedOver() {
        reconciliation.run();
        assertThat(run(job).state()).isEqualTo(TrainingState.PREPARING);
    }

    private String manifest() {
        var manifest =
                new TrainingManifest(
                                job.id(),
                                owner.userId(),
                                "default-workspace",
                                "common-pool",
                                Map.of(),
                                "octopus.local/shell:1",
                                "octopus-pvc-" + owner.userId(),
                                new TrainingManifest.Mounts("a", "b", "c"),
                                null,
                                ZoneOffset.UTC.getId())
                        .job(List.of(Samples.subTask("a", 1, 1)));
        return JsonMapper.shared().writeValueAsString(manifest);
    }

    private TrainingRun run() {
        return new TrainingRun(
                new TrainingRun.Request(
                        job.id(), owner.userId(), "default-workspace", "job", "", false),
                Samples.run(job.id(), owner.userId(), "x", Samples.subTask("a", 1, 1)).materials(),
                List.of(Samples.subTask("a", 1, 1)),
                "common-pool",
                "",
                Clock.systemUTC().instant());
    }

    /** The engine answered that it does not know the job, and took it a moment later. */
    @Test
    void losesNoJobThatWasHandedOverWhileItWasCompared() {
        engine.afterDetails =
                () -> runs.take(Samples.detail(job.id(), 2, JobState.PENDING, null, null));
        reconciliation.run();
        assertThat(run(job).state()).isEqualTo(TrainingState.PENDING);
        assertThat(run(job).isSettled()).isFalse();
    }

    @Test
    void stopsAJobThatTheEngineStillHasAfterItWasLost() {
        runs.take(Samples.detail(job.id(), 2, JobState.RUNNING, T0, null));
        reconciliation.run();
        assertThat(run(job).state()).isEqualTo(TrainingState.FAILED);
        assertThat(tasks.isScheduled(StopTask.NAME, job.id())).isFalse();

        var alive = Samples.detail(job.id(), 3, JobState.RUNNING, T0, null);
        engine.jobs.put(job.id(), alive);
        runs.take(alive);
        assertThat(tasks.isScheduled(StopTask.NAME, job.id())).isTrue();
        stop.run(job);
        assertThat(engine.calls).containsExactly("stop " + job.id());
        assertThat(run(job).state()).isEqualTo(TrainingState.FAILED);
    }

    private TrainingRun run(JobId id) {
        return runs.find(id.id()).orElseThrow();
    }
}
