package cn.ac.pcl.octopus.taskset.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.taskset.Fixture;
import cn.ac.pcl.octopus.taskset.Refusal;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import cn.ac.pcl.octopus.taskset.api.JobState;
import cn.ac.pcl.octopus.taskset.core.JobFacts;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("stores")
class JobReconcilerIT {
    private static Fixture fixture;

    private final FakeCluster cluster = new FakeCluster();
    private JobReconciler reconciler;
    private String id = "";
    private static int count;

    @BeforeAll
    static void start() {
        fixture = new Fixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void prepare() {
        reconciler =
                new JobReconciler(
                        fixture.jobs, cluster, cluster, Fixture.properties(), fixture.clock);
        id = "j" + ++count;
        fixture.submit(id);
    }

    @Test
    void takesAJobOnceHoweverManySubmitItAtOnce() throws Exception {
        String many = id + "-many";
        try (var threads = Executors.newFixedThreadPool(8)) {
            var calls =
                    IntStream.range(0, 8)
                            .mapToObj(i -> threads.submit(() -> fixture.submit(many)))
                            .toList();
            for (Future<?> call : calls) {
                call.get();
            }
        }
        assertThat(rows("job where id = '" + many + "'")).isOne();
        assertThat(rows("job_history where job_id = '" + many + "'")).isOne();
    }

    @Test
    void refusesTheIdOfAnotherUsersJob() {
        JobFacts facts = Fixture.facts(id);
        JobFacts foreign =
                new JobFacts(id, "train_job", id, "u2", "u2", "default", facts.submitted());
        assertThatThrownBy(() -> fixture.jobs.submit(foreign, Map.of()))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void createsAndFollowsAJobToItsEnd() {
        reconciler.reconcile(id);
        assertThat(cluster.jobs).containsKey(id);

        cluster.waiting = "0 of 1 nodes fit";
        reconciler.reconcile(id);
        assertThat(detail().job().state()).isEqualTo(JobState.PENDING);
        assertThat(detail().job().reason()).isEqualTo("0 of 1 nodes fit");

        cluster.waiting = "";
        cluster.seen(id, JobPhase.RUNNING, null);
        reconciler.reconcile(id);
        assertThat(detail().job().state()).isEqualTo(JobState.RUNNING);

        cluster.seen(id, JobPhase.COMPLETED, fixture.clock.instant());
        reconciler.reconcile(id);
        reconciler.reconcile(id);
        assertThat(detail().job().state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(detail().isSettled()).isTrue();
        assertThat(fixture.jobs.unsettled("", 1000)).doesNotContain(id);
        assertThat(rows("job_history where job_id = '" + id + "'")).isEqualTo(4);
    }

    @Test
    void makesOneJobWhenKilledBetweenCreatingItAndRememberingIt() {
        cluster.afterCreation = new IllegalStateException("killed");
        assertThatThrownBy(() -> reconciler.reconcile(id)).hasMessage("killed");
        cluster.afterCreation = null;

        reconciler.reconcile(id);

        assertThat(cluster.creations).isOne();
        assertThat(detail().job().state()).isEqualTo(JobState.PENDING);
        assertThat(fixture.jobs.find(id).orElseThrow().uid()).isEqualTo("uid-" + id);
    }

    @Test
    void failsAJobThatTheClusterRefuses() {
        cluster.answer = new ClusterJobs.Creation.Refused("spec.tasks is too long");
        reconciler.reconcile(id);
        assertThat(detail().job().state()).isEqualTo(JobState.FAILED);
        assertThat(detail().job().reason()).isEqualTo("spec.tasks is too long");
        assertThat(detail().isSettled()).isTrue();
    }

    @Test
    void saysWhatHindersAJobAndGoesOnWhenNothingDoes() {
        cluster.answer = new ClusterJobs.Creation.Hindered("no namespace u1");
        assertThatThrownBy(() -> reconciler.reconcile(id)).hasMessage("no namespace u1");
        assertThat(detail().job().state()).isEqualTo(JobState.PREPARING);
        assertThat(detail().job().reason()).isEqualTo("no namespace u1");

        cluster.answer = null;
        reconciler.reconcile(id);
        reconciler.reconcile(id);
        assertThat(detail().job().state()).isEqualTo(JobState.PENDING);
        assertThat(detail().job().reason()).isEmpty();
    }

    @Test
    void stopsAJobBeforeItIsCreatedAndNeverCreatesIt() {
        fixture.jobs.stop(id, "user stop job");
        reconciler.reconcile(id);
        assertThat(cluster.jobs).isEmpty();
        assertThat(detail().isSettled()).isTrue();
    }

    @Test
    void endsAJobThatWasStoppedWhileItWasCreated() {
        fixture.jobs.stop(id, "user stop job");
        cluster.create(Fixture.facts(id));
        reconciler.reconcile(id);
        assertThat(cluster.orders).containsExactly("terminate " + id);
    }

    @Test
    void ordersAStoppedJobToEndAndDeletesItWhenItDoesNot() {
        reconciler.reconcile(id);
        cluster.seen(id, JobPhase.RUNNING, null);
        reconciler.reconcile(id);
        fixture.jobs.stop(id, "user stop job");
        fixture.jobs.stop(id, "user stop job");
        assertThat(detail().job().state()).isEqualTo(JobState.STOPPED);
        assertThat(detail().isSettled()).isFalse();

        reconciler.reconcile(id);
        assertThat(cluster.orders).containsExactly("terminate " + id);

        fixture.clock.add(Duration.ofMinutes(3));
        reconciler.reconcile(id);
        assertThat(cluster.orders).last().isEqualTo("delete " + id);
        reconciler.reconcile(id);
        assertThat(detail().isSettled()).isTrue();
        assertThat(detail().job().reason()).isEqualTo("user stop job");
    }

    @Test
    void refusesToStopAFinishedJob() {
        reconciler.reconcile(id);
        cluster.seen(id, JobPhase.FAILED, fixture.clock.instant());
        reconciler.reconcile(id);
        assertThatThrownBy(() -> fixture.jobs.stop(id, "late"))
                .isInstanceOf(Refusal.class)
                .hasMessage("The job has failed.");
    }

    @Test
    void callsAJobStoppedWhoseObjectSomebodyDeleted() {
        reconciler.reconcile(id);
        cluster.jobs.clear();
        reconciler.reconcile(id);
        assertThat(detail().job().state()).isEqualTo(JobState.STOPPED);
        assertThat(detail().job().reason()).contains("deleted from the cluster");
        assertThat(detail().isSettled()).isTrue();
    }

    @Test
    void removesAnEndedJobOnceItsEndIsRecordedAndItsLogsAreCollected() {
        reconciler.reconcile(id);
        cluster.seen(id, JobPhase.COMPLETED, fixture.clock.instant());
        reconciler.reconcile(id);
        assertThat(reconciler.reconcile(id)).hasValue(Duration.ofMinutes(10));
        fixture.clock.add(Duration.ofMinutes(10));
        assertThat(reconciler.reconcile(id)).isEmpty();
        assertThat(cluster.orders).containsExactly("delete " + id);
        reconciler.reconcile(id);
        assertThat(detail().job().state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void recordsTheEndOfAJobThatEndedWhileItWasAwayForADay() {
        reconciler.reconcile(id);
        cluster.seen(id, JobPhase.COMPLETED, fixture.clock.instant());
        fixture.clock.add(Duration.ofDays(1));
        reconciler.reconcile(id);
        assertThat(detail().job().state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(detail().job().finishedAt())
                .isEqualTo(fixture.clock.instant().minus(Duration.ofDays(1)));
        assertThat(cluster.orders).isEmpty();
        reconciler.reconcile(id);
        assertThat(cluster.orders).containsExactly("delete " + id);
    }

    @Test
    void recordsDetailsAtMostOnceASecondAndTurnsAtOnce() {
        reconciler.reconcile(id);
        cluster.waiting = "0 of 1 nodes fit";
        reconciler.reconcile(id);
        cluster.waiting = "0 of 2 nodes fit";
        assertThat(reconciler.reconcile(id)).hasValue(JobReconciler.BREATH);
        assertThat(detail().job().reason()).isEqualTo("0 of 1 nodes fit");
        fixture.clock.add(JobReconciler.BREATH);
        assertThat(reconciler.reconcile(id)).isEmpty();
        assertThat(detail().job().reason()).isEqualTo("0 of 2 nodes fit");
        cluster.seen(id, JobPhase.RUNNING, null);
        assertThat(reconciler.reconcile(id)).isEmpty();
        assertThat(detail().job().state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void takesNoForeignJobOfTheSameNameForItsOwn() {
        cluster.jobs.put(id, Fixture.job(id));
        cluster.answer = new ClusterJobs.Creation.Refused("taken");
        reconciler.reconcile(id);
        assertThat(detail().job().state()).isEqualTo(JobState.FAILED);
    }

    private JobDetail detail() {
        return fixture.jobs.detail(id);
    }

    private static int rows(String from) {
        return fixture.jdbc.sql("select count(*) from " + from).query(Integer.class).single();
    }
}
