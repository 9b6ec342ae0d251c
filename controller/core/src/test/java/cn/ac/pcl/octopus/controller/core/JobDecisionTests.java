package cn.ac.pcl.octopus.controller.core;

import static cn.ac.pcl.octopus.controller.core.World.started;
import static cn.ac.pcl.octopus.controller.core.World.task;
import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.CompletionPolicy;
import cn.ac.pcl.octopus.controller.crd.JobEvent;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.LifecyclePolicy;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.ReplicaStatus;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobDecisionTests {

    private static final List<LifecyclePolicy> RESTART =
            List.of(
                    LifecyclePolicy.on(JobEvent.POD_EVICTED, Action.RESTART_JOB),
                    LifecyclePolicy.on(JobEvent.POD_FAILED, Action.RESTART_JOB));

    private static final List<LifecyclePolicy> MAIN =
            List.of(
                    LifecyclePolicy.on(JobEvent.POD_FAILED, Action.ABORT_JOB),
                    LifecyclePolicy.on(JobEvent.TASK_COMPLETED, Action.COMPLETE_JOB));

    private static JobSpec.Builder spec(TaskSpec... tasks) {
        return JobSpec.builder().queue("pool").policies(RESTART).tasks(List.of(tasks));
    }

    // --- the way to Running

    @Test
    void makesThePodGroupFirstAndNoPodBeforeItIsAdmitted() {
        World world = new World(spec(task("task0", 2)).build()).settle();
        PodGroup group = Objects.requireNonNull(world.group);
        assertThat(group.getSpec().minMember()).isEqualTo(2);
        assertThat(group.getSpec().queue()).isEqualTo("pool");
        assertThat(group.getSpec().minResources())
                .isEqualTo(Map.of("cpu", new Quantity("1"), "nvidia.com/gpu", new Quantity("2")));
        assertThat(world.pods).isEmpty();
        assertThat(world.phase()).isEqualTo(JobPhase.PENDING);
        assertThat(world.status().state().reason()).isEqualTo("Queued");
        assertThat(world.status().createdAt()).isEqualTo(world.now);

        world.admit().settle();
        assertThat(world.pods.keySet()).containsExactly("train-task0-0", "train-task0-1");
    }

    @Test
    void bringsThePodGroupToWhatTheJobSays() {
        World world = new World(spec(task("task0", 1)).priorityClassName(" ").build());
        world.job
                .getMetadata()
                .setAnnotations(
                        new TreeMap<>(Map.of("volcano.sh/hint", "1", "someone.example/note", "x")));
        world.job
                .getMetadata()
                .setLabels(Map.of("octopus.pcl.ac.cn/workspace", "w1", "someone", "x"));
        world.settle();
        PodGroup group = Objects.requireNonNull(world.group);
        assertThat(group.getSpec().priorityClassName()).isNull();
        assertThat(group.getMetadata().getLabels())
                .as("by which the scheduler lets workspaces take turns")
                .isEqualTo(Map.of("octopus.pcl.ac.cn/workspace", "w1"));
        assertThat(group.getMetadata().getAnnotations()).isEqualTo(Map.of("volcano.sh/hint", "1"));
        assertThat(world.decide().apply()).as("nothing differs").isEmpty();

        world.job.getMetadata().getAnnotations().put("volcano.sh/hint", "2");
        assertThat(world.decide().apply()).hasSize(1);
    }

    @Test
    void saysWhyTheSchedulerLetsItWait() {
        World world = new World(spec(task("task0", 1)).build()).settle();
        world.group(
                        PodGroupPhase.PENDING,
                        List.of(
                                new PodGroupCondition(
                                        PodGroupCondition.UNSCHEDULABLE,
                                        "True",
                                        null,
                                        world.now,
                                        "NeverFits",
                                        "asks for 9 GPUs, the pool has 8")))
                .settle();
        assertThat(world.status().state().reason()).isEqualTo("NeverFits");
        assertThat(world.message()).isEqualTo("asks for 9 GPUs, the pool has 8");
    }

    @Test
    void runsOnceEnoughPodsHaveStarted() {
        World world = new World(spec(task("task0", 3)).minAvailable(2).build());
        world.settle().admit().settle().run("train-task0-0").settle();
        assertThat(world.phase()).isEqualTo(JobPhase.PENDING);
        assertThat(world.status().startAt()).isNull();
        Instant second = world.after(Duration.ofSeconds(3)).now;
        world.run("train-task0-2").after(Duration.ofSeconds(9)).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.RUNNING);
        assertThat(world.status().startAt()).as("when the node started it").isEqualTo(second);
        assertThat(world.replica("task0", 0).podIP()).isEqualTo("127.1.1.1");
        assertThat(world.replica("task0", 1).phase()).isEqualTo(JobPhase.PENDING);
    }

    @Test
    void leavesThePodGroupOfAnEarlierJobAlone() {
        World world = new World(spec(task("task0", 1)).build());
        PodGroup foreign = Gang.wanted(world.job);
        foreign.getMetadata()
                .setOwnerReferences(
                        List.of(
                                new OwnerReferenceBuilder()
                                        .withName("train")
                                        .withUid("before")
                                        .build()));
        world.group = foreign;
        Outcome outcome = world.decide();
        assertThat(outcome.apply()).isEmpty();
        assertThat(outcome.create()).isEmpty();
        assertThat(outcome.again()).contains(Duration.ofSeconds(1));
    }

    // --- ends

    @Test
    void completesWhenAllRolesHaveSucceeded() {
        World world = started(spec(task("task0", 1), task("task1", 1)).build());
        world.after(Duration.ofSeconds(10)).end("train-task0-0", 0).settle();
        assertThat(world.role("task0").phase()).isEqualTo(JobPhase.COMPLETED);
        assertThat(world.phase()).isEqualTo(JobPhase.RUNNING);
        Instant end = world.after(Duration.ofSeconds(10)).now;
        world.end("train-task1-0", 0).after(Duration.ofSeconds(1)).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.COMPLETED);
        assertThat(world.status().finishAt()).isEqualTo(end);
        assertThat(world.group).isNull();
        assertThat(world.pods).as("kept for their logs").hasSize(2);
    }

    @Test
    void endsAJobThatWasOverBeforeItWasSeenRunning() {
        World world = new World(spec(task("task0", 1)).build()).settle().admit().settle();
        world.after(Duration.ofSeconds(10)).end("train-task0-0", 0).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.COMPLETED);
        assertThat(world.status().startAt()).isEqualTo(world.now.minusSeconds(5));
    }

    @Test
    void failsWithTheExitCodeOfThePodThatFailed() {
        World world = started(spec(task("task0", 2)).build());
        world.end("train-task0-1", 3).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.FAILED);
        assertThat(world.status().state().reason()).isEqualTo("PodFailed");
        assertThat(world.message()).isEqualTo("train-task0-1 failed: exit code 3");
        assertThat(Objects.requireNonNull(world.replica("task0", 1).terminatedInfo()).exitCode())
                .isEqualTo(3);
        assertThat(world.replica("task0", 0).stopped()).isTrue();
        assertThat(world.pods.keySet()).containsExactly("train-task0-1");
    }

    /** Replicas end one after the other; what they end with is one letter each. */
    @ParameterizedTest
    @CsvSource({
        // replicas, minSucceeded, maxFailed, ends, expected end, replicas that count
        "3, , , sss, COMPLETED, 3",
        "3, , , ssf, FAILED, 3",
        "3, 2, , ss, COMPLETED, 2",
        "3, 2, 2, fs, RUNNING, 2",
        "3, 2, 2, fss, COMPLETED, 3",
        "3, 2, 2, fsf, FAILED, 3",
        "3, 0, 0, f, FAILED, 1",
        "3, 1, 3, ff, RUNNING, 2",
        "3, 1, 3, ffs, COMPLETED, 3",
        "4, 3, 4, ffss, FAILED, 4",
        "2, 1, 1, s, COMPLETED, 1",
    })
    void countsTheEndsOfReplicas(
            int replicas,
            Integer minSucceeded,
            Integer maxFailed,
            String ends,
            JobPhase expected,
            int ended) {
        for (boolean atOnce : new boolean[] {false, true}) {
            World world =
                    started(
                            spec(task("task0", replicas)
                                            .withCompletionPolicy(
                                                    new CompletionPolicy(maxFailed, minSucceeded)))
                                    .build());
            for (int i = 0; i < ends.length(); i++) {
                world.after(Duration.ofSeconds(7));
                world.end("train-task0-" + i, ends.charAt(i) == 's' ? 0 : 1);
                if (!atOnce) {
                    world.settle();
                }
            }
            world.settle();
            assertThat(world.phase()).as("at once: %s", atOnce).isEqualTo(expected);
            assertThat(world.status().succeeded() + world.status().failed()).isEqualTo(ended);
            if (expected != JobPhase.RUNNING) {
                assertThat(world.pods).as("the others are stopped").hasSize(ended);
            }
        }
    }

    @Test
    void endsWithItsMainRole() {
        World world = started(spec(task("main", 1).withPolicies(MAIN), task("worker", 2)).build());
        world.after(Duration.ofSeconds(10)).end("train-main-0", 0).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.COMPLETED);
        assertThat(world.role("worker").phase()).isEqualTo(JobPhase.TERMINATED);
        assertThat(world.pods.keySet()).containsExactly("train-main-0");
    }

    @Test
    void isAbortedWhenItsMainRoleFails() {
        World world = started(spec(task("main", 1).withPolicies(MAIN), task("worker", 2)).build());
        world.end("train-main-0", 1).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.ABORTED);
        assertThat(world.status().finishAt()).isNotNull();
        assertThat(world.message()).contains("exit code 1");
    }

    @Test
    void toleratesTheFailuresThatARoleAllows() {
        World world =
                started(
                        spec(
                                        task("main", 1).withPolicies(MAIN),
                                        task("worker", 3)
                                                .withCompletionPolicy(new CompletionPolicy(2, 1)))
                                .build());
        world.end("train-worker-0", 1).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.RUNNING);
        world.after(Duration.ofSeconds(1)).end("train-worker-1", 1).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.FAILED);
    }

    @Test
    void answersAnExitCodeThatHasAPolicy() {
        World world =
                started(
                        spec(task("task0", 1)
                                        .withPolicies(
                                                List.of(
                                                        LifecyclePolicy.onExit(
                                                                3, Action.COMPLETE_JOB))))
                                .build());
        world.end("train-task0-0", 3).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.COMPLETED);
    }

    @Test
    void leavesTheJobToItsOtherRolesWhenAPolicySaysSo() {
        World world =
                started(
                        JobSpec.builder()
                                .policies(
                                        List.of(
                                                LifecyclePolicy.on(
                                                        JobEvent.ROLE_FAILED, Action.NO_ACTION)))
                                .tasks(List.of(task("a", 1), task("b", 1)))
                                .build());
        world.end("train-a-0", 1).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.RUNNING);
        world.after(Duration.ofSeconds(6)).end("train-b-0", 0).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.FAILED);
    }

    // --- restarts

    @Test
    void restartsOnlyAsOftenAsItMay() {
        World world = started(spec(task("task0", 2)).maxRetry(1).build());
        world.end("train-task0-0", 1).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.PENDING);
        assertThat(world.status().retryCount()).isEqualTo(1);
        assertThat(world.status().version()).isEqualTo(1);
        assertThat(world.pods).as("admission begins anew").isEmpty();
        assertThat(world.replica("task0", 0).totalRetriedCount()).isEqualTo(1);

        world.admit().settle();
        world.pods.keySet().forEach(world::run);
        world.settle().end("train-task0-0", 1).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.FAILED);
        assertThat(world.status().retryCount()).isEqualTo(1);
        assertThat(world.message()).contains("restarted 1 times before");
    }

    @Test
    void takesAVanishedPodForEvicted() {
        World world = started(spec(task("task0", 2)).build());
        world.vanish("train-task0-1").settle();
        assertThat(world.phase()).as("maxRetry is 0").isEqualTo(JobPhase.FAILED);
        assertThat(world.status().state().reason()).isEqualTo("PodEvicted");
    }

    @Test
    void keepsWhatAVanishedPodRanWhenTheJobFails() {
        World world = started(spec(task("task0", 2)).build());
        Instant start = world.now;
        world.after(Duration.ofSeconds(22)).vanish("train-task0-1").settle();
        assertThat(world.phase()).isEqualTo(JobPhase.FAILED);
        ReplicaStatus gone = world.replica("task0", 1);
        assertThat(gone.phase()).isEqualTo(JobPhase.TERMINATED);
        assertThat(gone.startAt()).isEqualTo(start);
        assertThat(gone.finishAt()).isEqualTo(start.plusSeconds(22));
        assertThat(gone.earlierMillis()).as("told once only").isZero();
    }

    @Test
    void addsUpWhatThePodsOfAReplicaRan() {
        World world = started(JobSpec.builder().tasks(List.of(task("task0", 2))).build());
        world.after(Duration.ofSeconds(22)).vanish("train-task0-1").settle();
        assertThat(world.replica("task0", 1).earlierMillis()).isEqualTo(22_000);
        assertThat(world.replica("task0", 1).startAt()).isNull();
        assertThat(world.replica("task0", 0).earlierMillis()).isZero();

        world.after(Duration.ofSeconds(5)).run("train-task0-1").settle();
        world.after(Duration.ofSeconds(8)).vanish("train-task0-1").settle();
        assertThat(world.replica("task0", 1).earlierMillis()).isEqualTo(30_000);
    }

    @Test
    void keepsWhatAllPodsRanWhenTheJobBeginsAgain() {
        World world = started(spec(task("task0", 2)).maxRetry(1).build());
        Instant start = world.now;
        world.after(Duration.ofSeconds(22)).vanish("train-task0-1").settle();
        assertThat(world.phase()).isEqualTo(JobPhase.PENDING);
        for (int replica = 0; replica < 2; replica++) {
            assertThat(world.replica("task0", replica).earlierMillis()).isEqualTo(22_000);
        }
        world.admit().settle();
        world.after(Duration.ofSeconds(8)).pods.keySet().forEach(world::run);
        world.settle().after(Duration.ofSeconds(10)).end("train-task0-0", 1).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.FAILED);
        assertThat(world.replica("task0", 1).earlierMillis()).isEqualTo(22_000);
        assertThat(world.replica("task0", 1).startAt()).isEqualTo(start.plusSeconds(30));
        assertThat(world.replica("task0", 1).finishAt()).isEqualTo(start.plusSeconds(40));
    }

    @Test
    void takesAPodThatSomeoneDeletesForEvictedHoweverItEnds() {
        World world = started(spec(task("task0", 1)).maxRetry(1).build());
        world.end("train-task0-0", 143)
                .pod("train-task0-0")
                .getMetadata()
                .setDeletionTimestamp(world.now.toString());
        Outcome outcome = world.decide();
        assertThat(outcome.status().orElseThrow().state().reason()).isEqualTo("PodEvicted");
        assertThat(outcome.status().orElseThrow().state().phase()).isEqualTo(JobPhase.RESTARTING);
    }

    @Test
    void makesAVanishedPodAgainWhenNoPolicyAnswers() {
        World world = started(JobSpec.builder().tasks(List.of(task("task0", 2))).build());
        String old = world.pod("train-task0-1").getMetadata().getUid();
        world.vanish("train-task0-1").settle();
        assertThat(world.phase()).isEqualTo(JobPhase.RUNNING);
        assertThat(world.pod("train-task0-1").getMetadata().getUid()).isNotEqualTo(old);
        assertThat(world.replica("task0", 1).totalRetriedCount()).isEqualTo(1);
    }

    @Test
    void waitsForThePodsOfTheLastAttemptToBeGone() {
        World world = started(spec(task("task0", 1)).maxRetry(1).build());
        world.end("train-task0-0", 1);
        Outcome outcome = world.decide();
        assertThat(outcome.delete()).hasSize(2);
        world.job.setStatus(outcome.status().orElseThrow());
        world.group = null;
        Outcome next = world.decide();
        assertThat(next.delete()).as("asked again, as after a crash").hasSize(1);
        assertThat(next.status().map(status -> status.state().phase()))
                .isNotEqualTo(Optional.of(JobPhase.PENDING));
    }

    @Test
    void leavesPodsOfALaterAttemptAlone() {
        World world = started(spec(task("task0", 1)).build());
        world.pod("train-task0-0")
                .getMetadata()
                .getAnnotations()
                .put("volcano.sh/job-version", "1");
        Outcome outcome = world.decide();
        assertThat(outcome.delete()).isEmpty();
        assertThat(outcome.status()).isEmpty();
        assertThat(outcome.again()).isPresent();
    }

    @Test
    void answersAHappeningOnceThoughItIsSeenTwice() {
        World world = started(spec(task("task0", 1)).maxRetry(3).build());
        world.end("train-task0-0", 1);
        Outcome first = world.decide();
        assertThat(world.decide()).isEqualTo(first);
        world.realise(first);
        world.settle();
        assertThat(world.status().retryCount()).isEqualTo(1);
    }

    // --- orders

    @Test
    void abortsAndResumes() {
        World world = started(spec(task("task0", 1)).build());
        world.order(Action.ABORT_JOB).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.ABORTED);
        assertThat(world.commands).isEmpty();
        assertThat(world.pods).isEmpty();
        assertThat(world.replica("task0", 0).stopped()).isTrue();
        world.order(Action.RESUME_JOB).settle().admit().settle().run("train-task0-0").settle();
        assertThat(world.phase()).isEqualTo(JobPhase.RUNNING);
        assertThat(world.status().finishAt()).isNull();
    }

    @Test
    void obeysAnOrderOnceThoughItsDeletionFailed() {
        World world = started(spec(task("task0", 1)).maxRetry(5).build());
        world.order(Action.RESTART_JOB);
        Outcome outcome = world.decide();
        world.realise(
                new Outcome(
                        outcome.apply(),
                        outcome.status(),
                        outcome.create(),
                        outcome.delete(),
                        List.of(),
                        false,
                        outcome.again()));
        world.settle();
        assertThat(world.status().retryCount()).isEqualTo(1);
        assertThat(world.commands).isEmpty();
    }

    @Test
    void terminatesForGood() {
        World world = started(spec(task("task0", 1)).build());
        world.order(Action.TERMINATE_JOB).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.TERMINATED);
        world.order(Action.RESUME_JOB).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.TERMINATED);
    }

    // --- the rest

    @Test
    void expiresAfterItsTimeToLive() {
        World world = started(spec(task("task0", 1)).ttlSecondsAfterFinished(600).build());
        world.end("train-task0-0", 0).settle();
        assertThat(world.again).contains(Duration.ofMinutes(10));
        assertThat(world.after(Duration.ofSeconds(599)).settle().expired).isFalse();
        assertThat(world.after(Duration.ofSeconds(1)).settle().expired).isTrue();
    }

    @Test
    void doesNothingForAJobThatIsBeingDeleted() {
        World world = started(spec(task("task0", 1)).build());
        world.job.getMetadata().setDeletionTimestamp(world.now.toString());
        world.vanish("train-task0-0");
        assertThat(world.decide()).isEqualTo(Outcome.NOTHING);
    }

    @Test
    void growsAndShrinks() {
        World world =
                started(JobSpec.builder().minAvailable(1).tasks(List.of(task("t", 2))).build());
        world.job.setSpec(JobSpec.builder().minAvailable(1).tasks(List.of(task("t", 3))).build());
        world.settle();
        assertThat(world.pods).hasSize(3);
        world.job.setSpec(JobSpec.builder().minAvailable(1).tasks(List.of(task("t", 1))).build());
        world.settle();
        assertThat(world.pods.keySet()).containsExactly("train-t-0");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThat(refusal(JobSpec.builder().build())).contains("no task");
        assertThat(refusal(spec(task("a", 1), task("a", 1)).build())).contains("two tasks");
        assertThat(refusal(spec(task("A_b", 1)).build())).contains("no name for a task");
        assertThat(refusal(spec(task("a", 1)).minAvailable(2).build())).contains("minAvailable");
        assertThat(refusal(spec(new TaskSpec("a", 1, null, List.of(), null)).build()))
                .contains("no container");
        assertThat(refusal(spec(task("a".repeat(60), 1)).build())).contains("63 characters");
    }

    private static String refusal(JobSpec spec) {
        World world = new World(spec).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.FAILED);
        assertThat(world.status().state().reason()).isEqualTo("InvalidSpec");
        return world.message();
    }
}
