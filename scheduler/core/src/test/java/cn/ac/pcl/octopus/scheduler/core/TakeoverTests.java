package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What happens between the notice and the end: nodes, limits, budgets and pods that change, and
/// who counts as running meanwhile.
@NullUnmarked
class TakeoverTests {
    private static final Instant T0 = RandomCluster.START;
    private static final Instant LATER = T0.plusSeconds(1000);
    private static final Settings SETTINGS =
            Settings.DEFAULT
                    .withHalfLife(Duration.ZERO)
                    .withPreemption(
                            new Preemption(
                                    Duration.ofSeconds(60),
                                    Duration.ofSeconds(100),
                                    Duration.ofSeconds(30)));
    private final PoolState state = new PoolState(SETTINGS);

    @BeforeEach
    void pool() {
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
    }

    @Test
    void endsNobodyForAPlaceThatIsNoneAnyMore() {
        node("n", 4, Map.of());
        run("low", 1, 4, 0);
        submit("urgent", 1, 4, 5, LATER, null);
        assertThat(evicted(LATER)).containsExactly("NOTICE low-0");
        state.apply(
                new ClusterEvent.NodeChanged(
                        NodeSpec.of("n", Map.of(), Resources.of("cpu", 4))
                                .withUnschedulable(true)));
        assertThat(evicted(LATER.plusSeconds(60))).containsExactly("CANCEL low-0");
    }

    @Test
    void endsNobodyForAGangThatALimitStopsNow() {
        node("n", 4, Map.of());
        run("low", 1, 4, 0);
        submit("urgent", 1, 4, 5, LATER, null);
        assertThat(evicted(LATER)).containsExactly("NOTICE low-0");
        state.apply(
                new ClusterEvent.QuotaChanged(
                        "a", Quota.of(AccountId.workspace("")).withLimit(Map.of("cpu", 4L))));
        state.apply(
                new ClusterEvent.QuotaChanged(
                        "a", Quota.of(AccountId.workspace("")).withLimit(Map.of("cpu", 1L))));
        assertThat(evicted(LATER.plusSeconds(60))).containsExactly("CANCEL low-0");
    }

    @Test
    void keepsTheDeadlineOfAVictimThatIsLabelled() {
        node("n", 4, Map.of());
        run("low", 1, 4, 0);
        submit("urgent", 1, 4, 5, LATER, null);
        assertThat(evicted(LATER)).containsExactly("NOTICE low-0");
        state.apply(
                new ClusterEvent.PodChanged(
                        new PodSpec(
                                new PodId("u", "low-0", ""),
                                new GangId("u", "low"),
                                shape(4).withLabels(Map.of("new", "label")),
                                "n",
                                -1)));
        assertThat(evicted(LATER.plusSeconds(60))).containsExactly("DELETE low-0");
    }

    @Test
    void countsWhoIsBeingEndedAsLeaving() {
        node("x", 4, Map.of("k", "x"));
        node("y", 4, Map.of("k", "y"));
        for (String w : List.of("w", "v")) {
            Quota quota = Quota.of(AccountId.workspace(w)).withParent("faculty");
            state.apply(
                    new ClusterEvent.QuotaChanged(
                            "a",
                            w.equals("v") ? quota.withGuarantee(Resources.of("cpu", 4)) : quota));
        }
        state.apply(
                new ClusterEvent.BudgetChanged(
                        Budget.ofAccount("c", "a", AccountId.workspace("faculty"), 1, 0)));
        owned("low1", "w", 1, T0);
        pod("low1", 0, shape(4).withNodes(on("x")));
        owned("low2", "v", 0, T0);
        pod("low2", 0, shape(4).withNodes(on("y")));
        bind(Scheduler.schedule(state, T0));
        owned("urgent", "w", 5, LATER);
        pod("urgent", 0, shape(4).withNodes(on("x")));
        assertThat(evicted(LATER)).containsExactly("NOTICE low1-0");
        Instant deadline = LATER.plusSeconds(60);
        assertThat(evicted(deadline)).containsExactly("DELETE low1-0");
        // Its owner withdraws it, and the victim is still on its way out.
        gone("urgent");
        owned("next", "v", 5, deadline);
        pod("next", 0, shape(4).withNodes(on("y")));
        assertThat(evicted(deadline.plusSeconds(1))).isEmpty();
    }

    @Test
    void findsTheOneVictimThatABudgetAllows() {
        node("x", 4, Map.of("k", "x"));
        node("y", 4, Map.of("k", "y"));
        gang("low1", 1, 0, T0, null, "a");
        pod("low1", 0, shape(4).withNodes(on("x")));
        gang("low2", 1, 0, T0, null, "a");
        pod("low2", 0, shape(4).withNodes(on("y")));
        bind(Scheduler.schedule(state, T0));
        state.apply(
                new ClusterEvent.BudgetChanged(
                        Budget.ofAccount("c", "a", AccountId.workspace(""), 1, 0)));
        gang("urgent", 1, 5, LATER, null, "a");
        pod("urgent", 0, shape(4).withNodes(on("x")));
        assertThat(evicted(LATER)).containsExactly("NOTICE low1-0");
    }

    @Test
    void endsAGangAsAUnitThoughANodeOfItWasAwayForAMoment() {
        node("x", 4, Map.of("k", "x"));
        node("y", 4, Map.of("k", "y"));
        gang("low", 2, 0, T0, null, "a");
        pod("low", 0, shape(4).withNodes(on("x")));
        pod("low", 1, shape(4).withNodes(on("y")));
        bind(Scheduler.schedule(state, T0));
        gang("urgent", 1, 5, LATER, null, "a");
        pod("urgent", 0, shape(4).withNodes(on("x")));
        assertThat(evicted(LATER)).containsExactly("NOTICE low-0", "NOTICE low-1");
        state.apply(new ClusterEvent.NodeRemoved("y"));
        node("y", 4, Map.of("k", "y"));
        List<String> all = new ArrayList<>(evicted(LATER.plusSeconds(1)));
        all.addAll(evicted(LATER.plusSeconds(60)));
        assertThat(all).anyMatch(it -> it.endsWith("low-1"));
    }

    @Test
    void doesNotCountPodsOfVanishedNodesAsRunning() {
        node("x", 4, Map.of("k", "x"));
        node("y", 4, Map.of("k", "y"));
        gang("low", 1, 0, T0, null, "a");
        pod("low", 0, shape(4).withNodes(on("x")));
        pod("low", 1, shape(4).withNodes(on("y")));
        bind(Scheduler.schedule(state, T0));
        state.apply(
                new ClusterEvent.BudgetChanged(Budget.ofGang("b", new GangId("u", "low"), 9, 1)));
        state.apply(new ClusterEvent.NodeRemoved("x"));
        gang("urgent", 1, 5, LATER, null, "a");
        pod("urgent", 0, shape(4).withNodes(on("y")));
        assertThat(evicted(LATER)).isEmpty();
    }

    @Test
    void countsTheRunTimeOfAGangFromItsStartThoughAMemberIsReplaced() {
        node("n", 8, Map.of());
        run("low", 2, 4, 0);
        state.apply(new ClusterEvent.PodGone(new PodId("u", "low-1", "")));
        Scheduler.schedule(state, LATER);
        pod("low", 1, shape(4));
        bind(Scheduler.schedule(state, LATER));
        submit("urgent", 1, 4, 5, LATER, null);
        assertThat(evicted(LATER.plusSeconds(1))).isNotEmpty();
    }

    @Test
    void forgetsAPlannedPodThatChangedMeanwhile() {
        node("n", 4, Map.of());
        submit("g", 1, 4, 0, T0, null);
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(1);
        state.apply(
                new ClusterEvent.PodChanged(
                        PodSpec.waiting(
                                new PodId("u", "g-0", ""),
                                new GangId("u", "g"),
                                shape(4).withLabels(Map.of("new", "label")))));
        state.apply(new ClusterEvent.PodForgotten(new PodId("u", "g-0", "")));
        assertThat(state.nodeOf(new PodId("u", "g-0", ""))).isNull();
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(1);
    }

    private void owned(String gang, String workspace, int priority, Instant at) {
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(new GangId("u", gang), "a", 1, at)
                                .withPriority(priority)
                                .withOwner(new Owner(workspace, "u"))));
    }

    private static NodeRules on(String k) {
        return NodeRules.NONE.withSelector(Map.of("k", k));
    }

    private void node(String name, long cores, Map<String, String> labels) {
        state.apply(
                new ClusterEvent.NodeChanged(
                        NodeSpec.of(name, labels, Resources.of("cpu", cores))));
    }

    private static PodShape shape(long cores) {
        return PodShape.asking(Resources.of("cpu", cores));
    }

    private void gang(
            String name, int least, int priority, Instant at, Duration runTime, String pool) {
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(new GangId("u", name), pool, least, at)
                                .withPriority(priority)
                                .withRunTime(runTime)));
    }

    private void pod(String gang, int i, PodShape shape) {
        state.apply(
                new ClusterEvent.PodChanged(
                        PodSpec.waiting(
                                new PodId("u", gang + "-" + i, ""), new GangId("u", gang), shape)));
    }

    private void submit(
            String name, int pods, long cores, int priority, Instant at, Duration runTime) {
        gang(name, pods, priority, at, runTime, "a");
        for (int i = 0; i < pods; i++) {
            pod(name, i, shape(cores));
        }
    }

    private void run(String name, int pods, long cores, int priority) {
        submit(name, pods, cores, priority, T0, null);
        Plan plan = Scheduler.schedule(state, T0);
        assertThat(plan.place()).hasSize(pods);
        bind(plan);
    }

    private void gone(String gang) {
        state.apply(new ClusterEvent.PodGone(new PodId("u", gang + "-0", "")));
        state.apply(new ClusterEvent.GangGone(new GangId("u", gang)));
    }

    private void bind(Plan plan) {
        plan.place().forEach(it -> state.apply(new ClusterEvent.PodBound(it.pod(), it.node(), -1)));
    }

    private List<String> evicted(Instant now) {
        Plan plan = Scheduler.schedule(state, now);
        bind(plan);
        return plan.evict().stream().map(it -> it.step() + " " + it.pod().name()).toList();
    }
}
