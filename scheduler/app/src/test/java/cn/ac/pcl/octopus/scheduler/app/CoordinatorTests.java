package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.controller.crd.QueueState;
import cn.ac.pcl.octopus.controller.crd.QueueStatus;
import cn.ac.pcl.octopus.scheduler.app.ClusterWatch.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gang of one or two, nodes n1 and n2 with 2 GPUs each, and all that may go wrong around it. */
class CoordinatorTests {
    private final SchedulerWorld world = new SchedulerWorld();

    @BeforeEach
    void begin() {
        world.queue("pool", Map.of("pool", "a"));
        world.node("n1", 2);
        world.lead();
    }

    @Test
    void keepsThePlacesOfPlannedPodsAndBindsThemWhenTheyCome() {
        world.gang("one", 1, 2).settle();
        assertThat(world.phase("one")).isEqualTo(PodGroupPhase.INQUEUE);
        assertThat(world.binder.binds).isEmpty();

        world.pod("one-task0-0", "one", 2).settle();
        assertThat(world.binder.binds).containsExactly("one-task0-0 on n1");
    }

    @Test
    void waitsUntilTheWatchShowsWhatTheLastLeaderBound() {
        world.loseLead();
        world.unseen = List.of(world.boundPod("late", "n1", 2));
        world.gang("one", 1, 2);
        world.lead().settle();
        assertThat(world.statuses.groups).as("nothing is decided yet").isEmpty();

        world.cluster.put(world.boundPod("late", "n1", 2));
        world.pass(Duration.ofSeconds(2));
        assertThat(world.reason("one")).isEqualTo("capacity");
    }

    @Test
    void saysThatItLeadsWithoutDeciding() {
        world.loseLead();
        world.cluster.synced = false;
        world.pass(Duration.ofMinutes(5));
        assertThat(world.coordinator.ailment()).as("another leads").isEmpty();

        world.lead().pass(Duration.ofMinutes(1));
        assertThat(world.coordinator.ailment()).as("it takes over").isEmpty();
        world.pass(Duration.ofMinutes(2));
        assertThat(world.coordinator.ailment()).isPresent();

        world.cluster.synced = true;
        world.pass(Duration.ofSeconds(2));
        world.pass(Duration.ofSeconds(2));
        assertThat(world.coordinator.ailment()).isEmpty();
    }

    @Test
    void decidesNothingAfterItHasLostTheLead() {
        world.loseLead();
        world.gang("one", 1, 1).settle();
        assertThat(world.statuses.groups).isEmpty();
    }

    @Test
    void tellsOfABinding() {
        world.placed("one", 2);
        world.ended(0, Binder.Outcome.BOUND);
        assertThat(world.events).containsExactly("Scheduled one-task0-0");
    }

    @Test
    void aPlaceThatIsVoidIsGivenBackAndThePodWaitsAgain() {
        world.placed("one", 2);
        world.ended(0, Binder.Outcome.VOID);
        world.pass(Duration.ofSeconds(2));
        assertThat(world.binder.binds).containsExactly("one-task0-0 on n1", "one-task0-0 on n1");
    }

    @Test
    void aFailedBindingIsTriedAgainAtTheSamePlace() {
        world.node("n2", 2);
        world.placed("one", 2);
        String first = world.binder.binds.getFirst();
        world.ended(0, Binder.Outcome.FAILED);
        world.pass(Duration.ofSeconds(1));
        assertThat(world.binder.binds).containsExactly(first, first);
    }

    @Test
    void halfAGangIsDeletedWhenTheRestCannotBeBound() {
        world.node("n2", 2);
        world.gang("two", 2, 2).settle();
        world.pod("two-task0-0", "two", 2).pod("two-task0-1", "two", 2).settle();
        world.cluster.put(world.boundPod("two-task0-0", "two", "n1", 2));
        world.settle();
        int failing = world.binder.indexOf("two-task0-1");

        world.ended(failing, Binder.Outcome.FAILED);
        for (int i = 0; i < 20; i++) {
            world.pass(Duration.ofSeconds(15));
            world.binder.endLast(Binder.Outcome.FAILED);
        }
        world.settle();
        assertThat(world.binder.deletes).contains("two-task0-0").doesNotContain("two-task0-1");
    }

    @Test
    void aPodThatAsksForMoreThanPlannedDoesNotGetThePlannedPlace() {
        world.gang("one", 1, 1).settle();
        world.cluster.put(world.boundPod("other", "n1", 1));
        world.settle().pod("one-task0-0", "one", 2).settle();
        assertThat(world.binder.binds).isEmpty();
    }

    @Test
    void saysThatThereIsNoSuchQueue() {
        world.gang("one", "nowhere", 1, 1).settle();
        assertThat(world.reason("one")).isEqualTo("pool-unknown");
    }

    @Test
    void saysThatTheQueueIsClosed() {
        Queue closed = world.queueOf("pool", Map.of("pool", "a"));
        closed.setStatus(new QueueStatus(QueueState.CLOSED, 0, 0, 0, 0));
        world.cluster.put(closed);
        world.gang("one", 1, 1).settle();
        assertThat(world.reason("one")).isEqualTo("pool-closed");
    }

    @Test
    void aRegroupingKeepsThePlaces() {
        world.gang("one", 1, 2).settle();
        world.queue("shares", Map.of());
        world.queue("overlaps", Map.of("pool", "a"));
        world.gang("two", 1, 1).settle();
        assertThat(world.reason("two")).isEqualTo("capacity");

        world.pod("one-task0-0", "one", 2).settle();
        assertThat(world.binder.binds).containsExactly("one-task0-0 on n1");
    }

    @Test
    void lanesThatBreakAreBuiltAnew() {
        for (int i = 0; i < 3; i++) {
            world.failNextDecision = true;
            world.gang("one" + i, 1, 1).settle();
            world.pass(Duration.ofSeconds(5));
        }
        assertThat(world.coordinator.ailment()).isPresent();
        assertThat(world.phase("one0")).isEqualTo(PodGroupPhase.INQUEUE);
        assertThat(world.reason("one2")).isEqualTo("capacity");

        world.pass(Duration.ofMinutes(11));
        assertThat(world.coordinator.ailment()).isEmpty();
    }

    @Test
    void asksOnceInAWhileForABindingThatTheWatchDoesNotShow() {
        world.placed("one", 2);
        world.ended(0, Binder.Outcome.BOUND);
        world.pass(Duration.ofSeconds(3));
        world.pass(Duration.ofSeconds(1));
        world.pass(Duration.ofSeconds(1));
        assertThat(world.binder.confirms).containsExactly("one-task0-0 on n1");
    }

    @Test
    void leavesGatedPodsAlone() {
        world.group("bare", "pool", 1);
        world.gatedPod("bare", "bare", 1).settle();
        assertThat(world.binder.binds).isEmpty();
    }

    @Test
    void saysWhyPodsThatExistWait() {
        world.cluster.put(world.boundPod("other", "n1", 2));
        world.group("bare", "pool", 1);
        world.pod("bare", "bare", 1).settle();
        assertThat(world.statuses.pods.get("bare"))
                .satisfies(condition -> {
                    assertThat(condition.getType()).isEqualTo("PodScheduled");
                    assertThat(condition.getStatus()).isEqualTo("False");
                    assertThat(condition.getReason()).isEqualTo("Unschedulable");
                    assertThat(condition.getMessage()).contains("1 example.com/gpu");
                });
        assertThat(world.events)
                .containsExactlyInAnyOrder("FailedScheduling bare", "FailedScheduling bare");
        int written = world.statuses.podWrites;
        world.touch("bare").settle();
        assertThat(world.statuses.podWrites).as("said already").isEqualTo(written);
    }

    @Test
    void whatNoNodeCouldHoldIsUnsatisfiableUnlessANodeRests() {
        world.gang("huge", 1, 8).settle();
        assertThat(world.unsatisfiable("huge")).isTrue();

        world.restingNode("n2", 8).settle();
        assertThat(world.unsatisfiable("huge")).isFalse();
        assertThat(world.reason("huge")).isEqualTo("never-fits");

        world.cluster.remove(Kind.NODE, "n2");
        world.settle();
        assertThat(world.unsatisfiable("huge")).isTrue();
    }

    @Test
    void aMemberThatIsMadeAnewDoesNotWaitForThoseThatHaveEnded() {
        world.gang("two", 2, 1).settle();
        world.pod("two-task0-0", "two", 1).pod("two-task0-1", "two", 1).settle();
        world.cluster.put(world.endedPod("two-task0-0", "two", "n1", 1));
        world.cluster.remove(Kind.POD, "u1/two-task0-1");
        world.settle();
        int before = world.binder.binds.size();

        world.pod("two-task0-1", "two", 1).settle();
        assertThat(world.binder.binds).hasSizeGreaterThan(before).endsWith("two-task0-1 on n1");
    }

    @Test
    void aGroupThatIsGoneFreesItsPlaces() {
        world.gang("one", 1, 2).settle();
        world.gang("two", 1, 2).settle();
        assertThat(world.phase("two")).isEqualTo(PodGroupPhase.PENDING);

        world.cluster.remove(Kind.JOB, "u1/one");
        world.cluster.remove(Kind.GROUP, "u1/one");
        world.settle();
        assertThat(world.phase("two")).isEqualTo(PodGroupPhase.INQUEUE);
    }
}
