package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// A rule about other pods reaches as far as its domain: also to the nodes of other pools.
@NullUnmarked
class RulesAcrossPoolsTests {
    private static final Instant T0 = RandomCluster.START;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final PodShape HALF = PodShape.asking(Resources.of("cpu", 2));
    private static final PodShape WHOLE = PodShape.asking(Resources.of("cpu", 4));
    private static final PodTerm NEAR_NOISY =
            new PodTerm(PodSelector.of("u", "app", "noisy"), "rack");

    private PoolState state =
            new PoolState(
                    Settings.DEFAULT
                            .withHalfLife(Duration.ZERO)
                            .withFairFor(MINUTE)
                            .withPatience(MINUTE.multipliedBy(2)));

    @Test
    void wakesWhoWaitsForAPodOfAnotherPoolToGo() {
        pools("r", "r");
        submit("noisy", "a", MINUTE, T0, noisy(HALF));
        assertThat(started(T0)).containsExactly("noisy");
        submit("far", "b", MINUTE, T0, far(WHOLE));
        assertThat(started(T0)).isEmpty();
        assertThat(state.reservation("b"))
                .isEqualTo(new Reservation(new GangId("u", "far"), T0.plus(MINUTE)));
        PromiseTests.end(state, "noisy");
        assertThat(started(T0.plusSeconds(30))).containsExactly("far");
    }

    /// Each of the two may be the one whose reservation would always come first.
    @Test
    void letsNoStreamOfAnotherPoolStarveAGang() {
        letsNoStreamStarve("a", "b");
        state = new PoolState(state.settings);
        letsNoStreamStarve("b", "a");
    }

    private void letsNoStreamStarve(String noisy, String quiet) {
        pools("r", "r");
        int count = 0;
        List<String> running = new ArrayList<>();
        for (; count < 3; count++) {
            submit("n" + count, noisy, MINUTE, T0, noisy(HALF));
        }
        running.addAll(started(T0));
        submit("far", quiet, MINUTE, T0.plusSeconds(1), far(WHOLE));
        for (int minute = 0; minute < 30; minute++) {
            // One ends in each half of a minute, and another comes.
            for (int half = 0; half < 2 && !running.isEmpty(); half++) {
                Instant now = T0.plus(MINUTE.multipliedBy(minute)).plusSeconds(30 + 30L * half);
                PromiseTests.end(state, running.removeFirst());
                submit("n" + count++, noisy, MINUTE, now, noisy(HALF));
                running.addAll(started(now));
                if (running.contains("far")) {
                    return;
                }
            }
        }
        throw new AssertionError(state.explain(new GangId("u", "far"), T0.plusSeconds(1800)));
    }

    @Test
    void makesNoReservationThatBreaksThePromiseOfAnother() {
        pools("ra", "rb");
        submit("x", "a", MINUTE, T0, WHOLE);
        submit("y", "b", MINUTE.multipliedBy(10), T0, WHOLE);
        assertThat(started(T0)).containsExactly("x", "y");
        submit("first", "a", MINUTE, T0, noisy(WHOLE));
        assertThat(started(T0)).isEmpty();
        // The first of a group: wherever it comes, the others have to come near.
        PodRules together = PodRules.NONE.withAffinity(List.of(NEAR_NOISY));
        submit("second", "b", MINUTE, T0, noisy(WHOLE).withPods(together));
        assertThat(started(T0)).isEmpty();
        PromiseTests.end(state, "x");
        assertThat(started(T0.plus(MINUTE))).containsExactly("first");
    }

    @Test
    void saysTheSameInWhateverOrderTheRulesCame() {
        List<List<Hold>> told = new ArrayList<>();
        for (List<String> order :
                List.of(
                        List.of("rack", LabelRule.NODE_NAME),
                        List.of(LabelRule.NODE_NAME, "rack"))) {
            state = new PoolState(Settings.DEFAULT);
            pools("r", "r");
            for (String key : order) {
                PodTerm term = new PodTerm(PodSelector.of("u", "app", "noisy"), key);
                String name = key.equals("rack") ? "one" : "two";
                submit(
                        name,
                        "a",
                        MINUTE,
                        T0,
                        PodShape.asking(Resources.of("cpu", 1))
                                .withPods(PodRules.NONE.withAntiAffinity(List.of(term))));
                state.apply(new ClusterEvent.PodBound(new PodId("u", name + "-0", ""), "na", -1));
            }
            submit("noisy", "a", MINUTE, T0, noisy(PodShape.asking(Resources.of("cpu", 1))));
            told.add(Scheduler.schedule(state, T0).hold());
        }
        assertThat(told.getFirst()).hasSize(1).isEqualTo(told.getLast());
    }

    private static PodShape noisy(PodShape shape) {
        return shape.withLabels(Map.of("app", "noisy"));
    }

    private static PodShape far(PodShape shape) {
        return shape.withPods(PodRules.NONE.withAntiAffinity(List.of(NEAR_NOISY)));
    }

    /// Two pools with a node of four cores each.
    private void pools(String rackOfA, String rackOfB) {
        for (String pool : List.of("a", "b")) {
            String rack = pool.equals("a") ? rackOfA : rackOfB;
            state.apply(
                    new ClusterEvent.PoolChanged(
                            PoolSpec.of(pool, Map.of(pool, "1")).withShared(true)));
            state.apply(
                    new ClusterEvent.NodeChanged(
                            NodeSpec.of(
                                    "n" + pool,
                                    Map.of(pool, "1", "rack", rack),
                                    Resources.of("cpu", 4))));
        }
    }

    private void submit(String name, String pool, Duration runTime, Instant at, PodShape shape) {
        GangId id = new GangId("u", name);
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(id, pool, 1, at)
                                .withOwner(new Owner("w", "u"))
                                .withRunTime(runTime)));
        PodId pod = new PodId("u", name + "-0", "");
        state.apply(new ClusterEvent.PodChanged(PodSpec.waiting(pod, id, shape)));
    }

    private List<String> started(Instant now) {
        List<String> started = new ArrayList<>();
        for (Placement placement : Scheduler.schedule(state, now).place()) {
            state.apply(new ClusterEvent.PodBound(placement.pod(), placement.node(), -1));
            started.add(placement.gang().name());
        }
        return started;
    }
}
