package cn.ac.pcl.octopus.taskset.core;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.CompletionPolicy;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import cn.ac.pcl.octopus.controller.crd.ReplicaStatus;
import cn.ac.pcl.octopus.controller.crd.RoleStatus;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import cn.ac.pcl.octopus.controller.crd.TerminatedState;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import cn.ac.pcl.octopus.taskset.api.JobDetail.Replica;
import cn.ac.pcl.octopus.taskset.api.JobState;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MomentTests {
    private static final Instant T0 = Instant.parse("2026-11-25T00:00:00Z");

    @Test
    void beginsWithEveryReplicaPreparing() {
        JobDetail detail = accepted(2).detail();

        assertThat(detail.sequence()).isOne();
        assertThat(detail.job().state()).isEqualTo(JobState.PREPARING);
        assertThat(detail.tasks())
                .singleElement()
                .satisfies(task -> {
                    assertThat(task.image()).isEqualTo("octopus.local/python:3");
                    assertThat(task.command()).isEqualTo("sh -c cd /code;python3 a.py $1");
                    assertThat(task.resource()).containsEntry("cpu", "1");
                    assertThat(task.maxFailedTaskCount()).isOne();
                    assertThat(task.minSucceededTaskCount()).isEqualTo(2);
                    assertThat(task.replicas())
                            .extracting(Replica::state)
                            .containsOnly(JobState.PREPARING)
                            .hasSize(2);
                });
    }

    @Test
    void waitsForTheReasonThatTheSchedulerGives() {
        Moment moment =
                accepted(1).after(sighting(status(JobPhase.PENDING), "no node fits")).orElseThrow();

        assertThat(moment.state()).isEqualTo(JobState.PENDING);
        assertThat(moment.detail().job().reason()).isEqualTo("no node fits");
        assertThat(moment.detail().sequence()).isEqualTo(2);
    }

    @Test
    void tellsWhatEarlierPodsRanAlsoWhileNoPodIsThere() {
        ReplicaStatus evicted = pod(0, JobPhase.PENDING, null, null, null, 22_000);
        Moment moment =
                running(1)
                        .after(sighting(status(JobPhase.RUNNING, null, null, evicted), ""))
                        .orElseThrow();
        assertThat(moment.detail().tasks().getFirst().replicas().getFirst().earlierMillis())
                .isEqualTo(22_000);

        Moment later =
                moment.after(sighting(status(JobPhase.RESTARTING, null, null), "evicted"))
                        .orElseThrow();
        assertThat(later.detail().tasks().getFirst().replicas().getFirst().earlierMillis())
                .isEqualTo(22_000);
    }

    @Test
    void isNoMomentWhenNothingIsNew() {
        Sighting sighting = sighting(status(JobPhase.PENDING), "");
        Moment moment = accepted(1).after(sighting).orElseThrow();

        assertThat(moment.after(sighting)).isEmpty();
    }

    @Test
    void tellsTheTimesAndTheEndOfEveryReplica() {
        JobStatus status =
                status(
                        JobPhase.FAILED,
                        null,
                        T0.plusSeconds(60),
                        pod(0, JobPhase.SUCCEEDED, T0, T0.plusSeconds(30), 0),
                        pod(1, JobPhase.FAILED, T0.plusSeconds(5), T0.plusSeconds(50), 3));

        JobDetail detail = running(2).after(sighting(status, "")).orElseThrow().detail();

        assertThat(detail.job().state()).isEqualTo(JobState.FAILED);
        assertThat(detail.job().startAt()).isEqualTo(T0);
        assertThat(detail.job().finishedAt()).isEqualTo(T0.plusSeconds(50));
        assertThat(detail.job().exitCode()).isEqualTo(3);
        assertThat(detail.job().reason()).isEqualTo("task0 replica 1: exit code 3 (Error): boom");
        assertThat(detail.isSettled()).isTrue();
        assertThat(detail.tasks().getFirst().state()).isEqualTo(JobState.FAILED);
        assertThat(detail.tasks().getFirst().replicas())
                .extracting(Replica::state, Replica::startAt, Replica::finishedAt)
                .containsExactly(
                        Tuple.tuple(JobState.SUCCEEDED, T0, T0.plusSeconds(30)),
                        Tuple.tuple(JobState.FAILED, T0.plusSeconds(5), T0.plusSeconds(50)));
    }

    @Test
    void prefersTheControllersSentence() {
        JobStatus status =
                status(JobPhase.FAILED, "The image x cannot be pulled.", T0.plusSeconds(60));

        assertThat(accepted(1).after(sighting(status, "")).orElseThrow().detail().job().reason())
                .isEqualTo("The image x cannot be pulled.");
    }

    @Test
    void stopsReplicasThatTheEndOfTheJobLeft() {
        JobStatus status =
                status(
                        JobPhase.COMPLETED,
                        null,
                        T0.plusSeconds(60),
                        pod(0, JobPhase.SUCCEEDED, T0, T0.plusSeconds(30), 0),
                        pod(1, JobPhase.RUNNING, T0, null, null));

        JobDetail detail = running(2).after(sighting(status, "")).orElseThrow().detail();

        assertThat(detail.job().state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(detail.job().exitCode()).isZero();
        assertThat(detail.tasks().getFirst().replicas().get(1).state()).isEqualTo(JobState.STOPPED);
        assertThat(detail.tasks().getFirst().replicas().get(1).finishedAt())
                .isEqualTo(T0.plusSeconds(60));
    }

    @Test
    void isStoppedAtOnceAndSettledWhenTheClusterSaysTheEnd() {
        Moment stopped =
                running(1)
                        .after(JobMove.STOP_ASKED, "user stop job", false, T0.plusSeconds(10))
                        .orElseThrow();
        assertThat(stopped.state()).isEqualTo(JobState.STOPPED);
        assertThat(stopped.detail().isSettled()).isFalse();
        assertThat(stopped.detail().tasks().getFirst().replicas().getFirst().state())
                .isEqualTo(JobState.RUNNING);

        JobStatus status =
                status(
                        JobPhase.TERMINATED,
                        null,
                        T0.plusSeconds(17),
                        pod(0, JobPhase.TERMINATED, T0, T0.plusSeconds(16), null));
        Moment over = stopped.after(sighting(status, "")).orElseThrow();
        assertThat(over.state()).isEqualTo(JobState.STOPPED);
        assertThat(over.detail().job().reason()).isEqualTo("user stop job");
        assertThat(over.detail().job().finishedAt()).isEqualTo(T0.plusSeconds(16));
        assertThat(over.detail().tasks().getFirst().replicas().getFirst().finishedAt())
                .isEqualTo(T0.plusSeconds(16));
        assertThat(over.after(sighting(status(JobPhase.RUNNING), ""))).isEmpty();
    }

    @Test
    void neverBringsBackAJobThatSucceededAfterItsStop() {
        Moment stopped =
                running(1).after(JobMove.STOP_ASKED, "user stop job", false, T0).orElseThrow();
        JobStatus status =
                status(
                        JobPhase.COMPLETED,
                        null,
                        T0.plusSeconds(3),
                        pod(0, JobPhase.SUCCEEDED, T0, T0.plusSeconds(3), 0));

        assertThat(stopped.after(sighting(status, "")).orElseThrow().state())
                .isEqualTo(JobState.STOPPED);
    }

    @Test
    void isStoppedWithAReasonWhenItsJobIsGone() {
        Moment lost = running(1).after(JobMove.LOST, "gone", true, T0.plusSeconds(9)).orElseThrow();

        assertThat(lost.state()).isEqualTo(JobState.STOPPED);
        assertThat(lost.detail().job().reason()).isEqualTo("gone");
        assertThat(lost.detail().isSettled()).isTrue();
        assertThat(lost.detail().tasks().getFirst().replicas().getFirst().finishedAt())
                .isEqualTo(T0.plusSeconds(9));
        assertThat(lost.after(JobMove.LOST, "gone", true, T0.plusSeconds(19))).isEmpty();
    }

    @Test
    void isSettledWhenItsJobGoesWhileItEnds() {
        Moment stopped =
                running(1).after(JobMove.STOP_ASKED, "user stop job", false, T0).orElseThrow();
        Moment lost = stopped.after(JobMove.LOST, "gone", true, T0.plusSeconds(9)).orElseThrow();

        assertThat(lost.state()).isEqualTo(JobState.STOPPED);
        assertThat(lost.detail().job().reason()).isEqualTo("user stop job");
        assertThat(lost.detail().job().finishedAt()).isEqualTo(T0.plusSeconds(9));
    }

    @Test
    void keepsTheTimesOfAReplicaThatTheStatusNoLongerTellsOf() {
        Moment moment = running(1).after(sighting(status(JobPhase.RESTARTING), "")).orElseThrow();

        assertThat(moment.state()).isEqualTo(JobState.RUNNING);
        assertThat(moment.detail().tasks().getFirst().replicas().getFirst().startAt())
                .isEqualTo(T0);
    }

    private static Moment accepted(int replicas) {
        return Moment.accepted(
                new JobFacts("j1", "train_job", "j1", "u1", "u1", "default", job(replicas)));
    }

    private static Moment running(int replicas) {
        ReplicaStatus[] pods = new ReplicaStatus[replicas];
        for (int i = 0; i < replicas; i++) {
            pods[i] = pod(i, JobPhase.RUNNING, T0, null, null);
        }
        return accepted(replicas)
                .after(sighting(status(JobPhase.RUNNING, null, null, pods), ""))
                .orElseThrow();
    }

    private static Sighting sighting(JobStatus status, String waiting) {
        Job job = job(1);
        job.setStatus(status);
        return new Sighting(job, waiting, T0.plusSeconds(100));
    }

    private static Job job(int replicas) {
        var template =
                new PodTemplateSpecBuilder()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("task0")
                        .withImage("octopus.local/python:3")
                        .withCommand("sh", "-c", "cd /code;python3 a.py $$1")
                        .withNewResources()
                        .withLimits(Map.of("cpu", Quantity.parse("1")))
                        .endResources()
                        .endContainer()
                        .endSpec()
                        .build();
        Job job = new Job();
        job.getMetadata().setName("j1");
        job.getMetadata().setUid("uid-1");
        job.setSpec(
                JobSpec.builder()
                        .tasks(
                                List.of(
                                        new TaskSpec("task0", replicas, template)
                                                .withCompletionPolicy(
                                                        new CompletionPolicy(1, replicas))))
                        .build());
        return job;
    }

    private static JobStatus status(JobPhase phase) {
        return status(phase, null, null);
    }

    private static JobStatus status(
            JobPhase phase,
            @Nullable String message,
            @Nullable Instant finish,
            ReplicaStatus... pods) {
        JobStatus none = JobStatus.NONE;
        return new JobStatus(
                new cn.ac.pcl.octopus.controller.crd.JobState(phase, null, message, finish),
                none.minAvailable(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                Map.of(),
                null,
                null,
                finish,
                null,
                null,
                pods.length == 0
                        ? List.of()
                        : List.of(
                                new RoleStatus(
                                        "task0",
                                        JobPhase.RUNNING,
                                        null,
                                        null,
                                        null,
                                        List.of(pods))));
    }

    private static ReplicaStatus pod(
            int index,
            JobPhase phase,
            @Nullable Instant start,
            @Nullable Instant finish,
            @Nullable Integer exitCode) {
        return pod(index, phase, start, finish, exitCode, 0);
    }

    private static ReplicaStatus pod(
            int index,
            JobPhase phase,
            @Nullable Instant start,
            @Nullable Instant finish,
            @Nullable Integer exitCode,
            long earlierMillis) {
        return new ReplicaStatus(
                index,
                "j1-task0-" + index,
                phase,
                null,
                null,
                null,
                start,
                finish,
                0,
                "j1-task0-" + index,
                null,
                "uid",
                "10.0.0.1",
                "10.0.0.9",
                "task0",
                "c",
                exitCode == null
                        ? null
                        : new TerminatedState(
                                exitCode,
                                exitCode == 0 ? null : "boom",
                                null,
                                exitCode == 0 ? "Completed" : "Error"),
                earlierMillis);
    }
}
