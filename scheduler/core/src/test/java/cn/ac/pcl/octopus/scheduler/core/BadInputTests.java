package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What nobody should send is defined, and never breaks a plan.
class BadInputTests {
    private static final Instant NOW = RandomCluster.START;
    private static final GangId GANG = new GangId("u", "g");
    private static final PodId POD = new PodId("u", "p", "1");
    private final PoolState state = new PoolState();

    BadInputTests() {
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
    }

    @Test
    void takesNegativeAmountsAsNone() {
        node("n", Resources.of("cpu", 4, "memory", -8));
        submit(Resources.of("cpu", -1));
        assertThat(plan().place()).hasSize(1);
        assertThat(state.free("n").amount("memory")).isZero();
    }

    @Test
    void cutsAmountsThatWouldOverflow() {
        node("n", Resources.of("cpu", Long.MAX_VALUE));
        submit(Resources.of("cpu", Long.MAX_VALUE));
        assertThat(plan().place()).hasSize(1);
        assertThat(state.free("n").amount("cpu")).isZero();
    }

    @Test
    void holdsAPodThatAsksForAResourceNobodyHas() {
        node("n", Resources.of("cpu", 4));
        submit(Resources.of("cpu", 1, "unheard/of", 1));
        assertThat(plan().hold())
                .containsExactly(
                        new Hold(GANG, new Reason.NeverFits("unheard/of", 1, 0, true, false)));
    }

    @Test
    void holdsAGangLargerThanTheCluster() {
        node("n", Resources.of("cpu", 4));
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(GANG, "a", 3, NOW)));
        for (int i = 0; i < 3; i++) {
            PodShape shape = PodShape.asking(Resources.of("cpu", 2));
            state.apply(
                    new ClusterEvent.PodChanged(
                            PodSpec.waiting(new PodId("u", "p" + i, ""), GANG, shape)));
        }
        assertThat(plan().hold())
                .containsExactly(new Hold(GANG, new Reason.NeverFits("cpu", 6, 4, false, false)));
    }

    @Test
    void takesAShareThatIsNotANumberAsAWholeDevice() {
        assertThat(DeviceShare.of("gpu", Double.NaN).milli()).isEqualTo(1000);
        assertThat(DeviceShare.of("gpu", -3).milli()).isEqualTo(1);
        assertThat(DeviceShare.of("gpu", Double.POSITIVE_INFINITY).milli()).isEqualTo(1000);
    }

    @Test
    void takesAGangOfNobodyAsAGangOfOne() {
        node("n", Resources.of("cpu", 4));
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(GANG, "a", -7, NOW)));
        state.apply(new ClusterEvent.PodChanged(waiting(Resources.of("cpu", 1))));
        assertThat(plan().place()).hasSize(1);
    }

    @Test
    void takesARunTimeThatIsNotPositiveAsUnknown() {
        assertThat(GangSpec.of(GANG, "a", 1, NOW).withRunTime(Duration.ofSeconds(-1)).runTime())
                .isNull();
    }

    @Test
    void bearsTimesBeyondTheEndOfTime() {
        PoolState patient =
                new PoolState(
                        new Settings(
                                Duration.ofSeconds(Long.MAX_VALUE),
                                Duration.ofSeconds(Long.MAX_VALUE),
                                Duration.ofNanos(1),
                                new Preemption(
                                        Duration.ofSeconds(Long.MAX_VALUE),
                                        Duration.ofSeconds(-1),
                                        Duration.ofSeconds(Long.MAX_VALUE))));
        for (PoolState each : List.of(state, patient)) {
            each.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
            each.apply(
                    new ClusterEvent.NodeChanged(
                            NodeSpec.of("n", Map.of(), Resources.of("cpu", 4))));
            for (Instant submitted : List.of(Instant.MIN, NOW, Instant.MAX)) {
                GangId gang = new GangId("u", "at" + submitted.getEpochSecond());
                each.apply(
                        new ClusterEvent.GangChanged(
                                GangSpec.of(gang, "a", 1, submitted)
                                        .withRunTime(Duration.ofSeconds(Long.MAX_VALUE))));
                each.apply(
                        new ClusterEvent.PodChanged(
                                PodSpec.waiting(
                                        new PodId("u", gang.name(), ""),
                                        gang,
                                        PodShape.asking(Resources.of("cpu", 4)))));
                Scheduler.schedule(each, NOW);
                each.explain(gang, NOW);
            }
            for (Instant now : List.of(Instant.MIN, NOW, Instant.MAX)) {
                Scheduler.schedule(each, now);
                each.shares("a", now);
                each.explain(GANG, now);
            }
        }
    }

    @Test
    void takesTheDeviceOfTheFact() {
        node("n", Resources.of("cpu", 8, RandomCluster.GPU, 2));
        PodShape shape = PodShape.asking(Resources.of("cpu", 1));
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(GANG, "a", 1, NOW)));
        DeviceShare most = new DeviceShare(RandomCluster.GPU, 600);
        state.apply(new ClusterEvent.PodChanged(PodSpec.waiting(POD, GANG, shape.withShare(most))));
        assertThat(plan().place().getFirst().device()).isZero();
        state.apply(new ClusterEvent.PodBound(POD, "n", 1));
        GangId next = new GangId("u", "next");
        DeviceShare rest = new DeviceShare(RandomCluster.GPU, 400);
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(next, "a", 1, NOW)));
        state.apply(
                new ClusterEvent.PodChanged(
                        PodSpec.waiting(new PodId("u", "next", ""), next, shape.withShare(rest))));
        assertThat(plan().place().getFirst().device()).isEqualTo(1);
    }

    @Test
    void takesAPastThatIsNoNumberAsNone() {
        PastUse past =
                new PastUse(
                        "a",
                        AccountId.workspace("w"),
                        NOW,
                        Map.of("cpu", Double.NaN, "memory", -1.0),
                        Map.of("cpu", Double.POSITIVE_INFINITY, "memory", 2.0));
        assertThat(past.past()).isEmpty();
        assertThat(past.since()).containsExactly(Map.entry("memory", 2.0));
    }

    @Test
    void keepsThePodsOfANodeThatVanishesUntilTheyAreGone() {
        node("n", Resources.of("cpu", 4));
        submit(Resources.of("cpu", 3));
        plan();
        state.apply(new ClusterEvent.NodeRemoved("n"));
        state.apply(new ClusterEvent.NodeRemoved("n"));
        assertThat(state.nodeOf(POD)).isEqualTo("n");
        assertThat(plan().place()).isEmpty();
        node("n", Resources.of("cpu", 4));
        assertThat(state.free("n").amount("cpu")).isEqualTo(1);
        state.apply(new ClusterEvent.PodGone(POD));
        assertThat(state.free("n").amount("cpu")).isEqualTo(4);
    }

    @Test
    void ignoresWhatIsSaidOfTheUnknown() {
        state.apply(new ClusterEvent.PodBound(POD, "nowhere", 5));
        state.apply(new ClusterEvent.PodForgotten(POD));
        state.apply(new ClusterEvent.PodGone(POD));
        state.apply(new ClusterEvent.GangGone(GANG));
        state.apply(new ClusterEvent.NodeRemoved("nowhere"));
        state.apply(new ClusterEvent.PoolRemoved("no pool"));
        assertThat(plan()).isEqualTo(new Plan(List.of(), List.of(), List.of()));
        assertThat(state.snapshot().pods()).isEmpty();
    }

    @Test
    void learnsThePodBeforeItsGangAndTheGangBeforeItsPool() {
        node("n", Resources.of("cpu", 4));
        state.apply(new ClusterEvent.PodChanged(waiting(Resources.of("cpu", 1))));
        assertThat(plan().place()).isEmpty();
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(GANG, "late", 1, NOW)));
        assertThat(plan().hold()).containsExactly(new Hold(GANG, new Reason.PoolUnknown("late")));
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("late", Map.of()).withShared(true)));
        assertThat(plan().place()).hasSize(1);
    }

    @Test
    void bindsNothingTwiceAndForgetsOnlyWhatIsNotConfirmed() {
        node("n", Resources.of("cpu", 4));
        submit(Resources.of("cpu", 1));
        plan();
        state.apply(new ClusterEvent.PodBound(POD, "n", -1));
        state.apply(new ClusterEvent.PodBound(POD, "n", -1));
        state.apply(new ClusterEvent.PodForgotten(POD));
        assertThat(state.nodeOf(POD)).isEqualTo("n");
        assertThat(state.free("n").amount("cpu")).isEqualTo(3);
    }

    @Test
    void placesNothingMoreOnANodeThatOthersHaveFilledTooFar() {
        node("n", Resources.of("cpu", 4));
        for (int i = 0; i < 3; i++) {
            PodShape shape = PodShape.asking(Resources.of("cpu", 2));
            state.apply(
                    new ClusterEvent.PodChanged(
                            new PodSpec(new PodId("other", "p" + i, ""), null, shape, "n", -1)));
        }
        submit(Resources.of("cpu", 1));
        assertThat(plan().hold())
                .containsExactly(new Hold(GANG, new Reason.NeverFits("cpu", 1, 0, true, true)));
    }

    @Test
    void refusesToEndJournalsInTheWrongOrder() {
        Journal outer = state.tryOut();
        Journal inner = state.tryOut();
        assertThatThrownBy(outer::commit).isInstanceOf(IllegalStateException.class);
        inner.close();
        outer.close();
        assertThatThrownBy(outer::commit).isInstanceOf(IllegalStateException.class);
    }

    private Plan plan() {
        return Scheduler.schedule(state, NOW);
    }

    private void node(String name, Resources allocatable) {
        state.apply(new ClusterEvent.NodeChanged(NodeSpec.of(name, Map.of(), allocatable)));
    }

    private void submit(Resources requests) {
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(GANG, "a", 1, NOW)));
        state.apply(new ClusterEvent.PodChanged(waiting(requests)));
    }

    private static PodSpec waiting(Resources requests) {
        return PodSpec.waiting(POD, GANG, PodShape.asking(requests));
    }
}
