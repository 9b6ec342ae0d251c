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

/// Who is ended early for whom, when, and what becomes of the place: one rule a test.
@NullUnmarked
class PreemptionTests {
    private static final Instant T0 = RandomCluster.START;
    private static final Instant LATER = T0.plusSeconds(1000);
    private static final Duration NOTICE = Duration.ofSeconds(60);
    private static final Settings SETTINGS =
            Settings.DEFAULT
                    .withHalfLife(Duration.ZERO)
                    .withPreemption(
                            new Preemption(
                                    NOTICE, Duration.ofSeconds(100), Duration.ofSeconds(30)));
    private PoolState state = new PoolState(SETTINGS);

    @BeforeEach
    void pool() {
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
    }

    @Test
    void givesNoticeEndsAtTheDeadlineAndKeepsThePlace() {
        node("n", 4);
        run("low", 1, 1, 4, 0, "a");
        submit("urgent", 1, 1, 4, 5, "a", LATER);
        Plan plan = Scheduler.schedule(state, LATER);
        Instant deadline = LATER.plus(NOTICE);
        assertThat(plan.evict())
                .containsExactly(eviction("low", 0, "urgent", Eviction.Step.NOTICE));
        assertThat(plan.hold())
                .containsExactly(new Hold(gang("urgent"), new Reason.MakingRoom(1, deadline)));
        assertThat(state.explain(gang("urgent"), LATER))
                .isEqualTo(new Waiting(new Reason.MakingRoom(1, deadline), 1, List.of(), deadline));
        assertThat(Scheduler.schedule(state, deadline.minusSeconds(1)).evict()).isEmpty();
        assertThat(Scheduler.schedule(state, deadline).evict())
                .containsExactly(eviction("low", 0, "urgent", Eviction.Step.DELETE));
        // Nobody else takes what becomes free, not even who comes before its turn.
        submit("small", 1, 1, 1, 5, "a", T0);
        assertThat(Scheduler.schedule(state, deadline).place()).isEmpty();
        gone("low", 0);
        assertThat(started(deadline)).containsExactly("urgent");
        assertThat(Scheduler.schedule(state, deadline).evict()).isEmpty();
    }

    /// One has run for long enough by the common rule, and says another time: until then the dearer
    /// one has to go.
    @Test
    void leavesAloneWhoSaysHowLongItHasToRun() {
        node("n", 4);
        node("m", 4);
        run("low", 1, 1, 4, 0, "a");
        run("dear", 1, 1, 4, 1, "a");
        GangSpec low = state.gangs.find(gang("low")).known();
        state.apply(new ClusterEvent.GangChanged(low.withLeastRunTime(Duration.ofSeconds(1001))));
        submit("urgent", 1, 1, 4, 5, "a", LATER);
        assertThat(Scheduler.schedule(state, LATER).evict())
                .containsExactly(eviction("dear", 0, "urgent", Eviction.Step.NOTICE));
        submit("next", 1, 1, 4, 5, "a", LATER);
        assertThat(Scheduler.schedule(state, LATER.plusSeconds(1)).evict())
                .containsExactly(
                        new Eviction(
                                pod("low", 0),
                                gang("low"),
                                gang("next"),
                                Eviction.Step.NOTICE,
                                LATER.plusSeconds(1).plus(NOTICE)));
    }

    @Test
    void asksAgainForAnEndThatDoesNotCome() {
        node("n", 4);
        run("low", 1, 1, 4, 0, "a");
        submit("urgent", 1, 1, 4, 5, "a", LATER);
        Scheduler.schedule(state, LATER);
        Instant deadline = LATER.plus(NOTICE);
        assertThat(Scheduler.schedule(state, deadline).evict()).hasSize(1);
        assertThat(Scheduler.schedule(state, deadline.plusSeconds(29)).evict()).isEmpty();
        assertThat(Scheduler.schedule(state, deadline.plusSeconds(30)).evict())
                .containsExactly(eviction("low", 0, "urgent", Eviction.Step.DELETE));
    }

    @Test
    void takesNoticesBackWhenThereIsRoomEarlier() {
        node("n", 4);
        node("m", 4);
        run("low", 1, 1, 4, 0, "a");
        run("other", 1, 1, 4, 9, "a");
        submit("urgent", 1, 1, 4, 5, "a", LATER);
        Scheduler.schedule(state, LATER);
        gone("other", 0);
        Plan plan = Scheduler.schedule(state, LATER.plusSeconds(5));
        assertThat(names(plan)).containsExactly("urgent");
        assertThat(plan.evict())
                .containsExactly(eviction("low", 0, "urgent", Eviction.Step.CANCEL));
    }

    @Test
    void takesNoticesBackWhenTheGangIsGone() {
        node("n", 4);
        run("low", 1, 1, 4, 0, "a");
        submit("urgent", 1, 1, 4, 5, "a", LATER);
        Scheduler.schedule(state, LATER);
        gone("urgent", 0);
        state.apply(new ClusterEvent.GangGone(gang("urgent")));
        assertThat(Scheduler.schedule(state, LATER).evict())
                .containsExactly(eviction("low", 0, "urgent", Eviction.Step.CANCEL));
        assertThat(state.free("n").amount("cpu")).isZero();
        gone("low", 0);
        submit("next", 1, 1, 4, 0, "a", LATER);
        assertThat(started(LATER)).containsExactly("next");
    }

    @Test
    void takesThoseMembersOfAnElasticGangThatAreInTheWay() {
        for (String name : List.of("x", "y")) {
            state.apply(
                    new ClusterEvent.NodeChanged(
                            NodeSpec.of(name, Map.of("at", name), Resources.of("cpu", 4))));
        }
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(gang("elastic"), "a", 2, T0)));
        for (int i = 0; i < 4; i++) {
            wait("elastic", i, 2, i < 2 ? "x" : "y");
        }
        bind(Scheduler.schedule(state, T0));
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(gang("urgent"), "a", 1, LATER).withPriority(5)));
        wait("urgent", 0, 4, "x");
        assertThat(evicted(LATER)).containsExactly("elastic-0", "elastic-1");
    }

    @Test
    void aGangThatIsToldToLeaveGrowsNoMore() {
        node("n", 3);
        run("low", 2, 2, 1, 0, "a");
        submit("urgent", 1, 1, 2, 5, "a", LATER);
        state.apply(
                new ClusterEvent.PodChanged(
                        PodSpec.waiting(
                                pod("low", 2),
                                gang("low"),
                                PodShape.asking(Resources.of("cpu", 1)))));
        Plan plan = Scheduler.schedule(state, LATER);
        assertThat(plan.evict())
                .extracting(it -> it.pod().name())
                .containsExactly("low-0", "low-1");
        assertThat(plan.place()).isEmpty();
    }

    @Test
    void takesMembersBeyondTheNeedFirstAndElseTheWholeGang() {
        node("n", 8);
        run("elastic", 4, 2, 2, 0, "a");
        submit("urgent", 1, 1, 3, 5, "a", LATER);
        assertThat(evicted(LATER)).containsExactly("elastic-2", "elastic-3");
        state = new PoolState(SETTINGS);
        pool();
        node("n", 8);
        run("rigid", 4, 4, 2, 0, "a");
        submit("urgent", 1, 1, 3, 5, "a", LATER);
        assertThat(evicted(LATER)).containsExactly("rigid-0", "rigid-1", "rigid-2", "rigid-3");
    }

    @Test
    void takesTheSmallestPriorityFirstThenWhoHasRunLeast() {
        for (String name : List.of("n1", "n2", "n3", "n4")) {
            node(name, 4);
        }
        run("middle", 1, 1, 4, 3, "a");
        run("low", 1, 1, 4, 0, "a");
        submit("late", 1, 1, 4, 0, "a", T0.plusSeconds(500));
        Plan plan = Scheduler.schedule(state, T0.plusSeconds(500));
        bind(plan);
        run("high", 1, 1, 4, 7, "a");
        submit("urgent", 2, 2, 4, 5, "a", LATER);
        assertThat(evicted(LATER)).containsExactly("late-0", "low-0");
    }

    @Test
    void endsNobodyForAGangThatWouldNotFitThen() {
        node("n", 4);
        run("low", 1, 1, 2, 0, "a");
        run("high", 1, 1, 2, 9, "a");
        submit("urgent", 1, 1, 4, 5, "a", LATER);
        submit("same", 1, 1, 2, 0, "a", LATER);
        Plan plan = Scheduler.schedule(state, LATER);
        assertThat(plan.evict()).isEmpty();
        assertThat(plan.hold())
                .contains(new Hold(gang("urgent"), new Reason.Capacity("cpu", 4, 0)));
    }

    @Test
    void leavesAloneWhoHasNotRunLongEnough() {
        node("n", 4);
        run("low", 1, 1, 4, 0, "a");
        submit("urgent", 1, 1, 4, 5, "a", T0);
        assertThat(evicted(T0.plusSeconds(99))).isEmpty();
        assertThat(evicted(T0.plusSeconds(128))).isEmpty();
        // What changed is only the time: it is looked again every half minute here.
        assertThat(evicted(T0.plusSeconds(129))).containsExactly("low-0");
    }

    @Test
    void takesBackWhatWasBorrowedAndNothingOfAGuarantee() {
        node("n", 8);
        quota("a", 4);
        quota("b", 2);
        run("b1", 1, 1, 2, 9, "b");
        run("b2", 1, 1, 3, 9, "b");
        run("b3", 1, 1, 3, 9, "b");
        submit("a1", 1, 1, 3, 0, "a", LATER);
        // Of equals the last by name goes first; b1 is within the guarantee.
        assertThat(evicted(LATER)).containsExactly("b3-0");
        submit("a2", 1, 1, 2, 0, "a", LATER);
        // It would be beyond the guarantee of a, what was promised to a1 counted.
        assertThat(evicted(LATER)).isEmpty();
        gone("b3", 0);
        assertThat(started(LATER.plus(NOTICE))).containsExactly("a1");
        submit("b3", 1, 1, 3, 9, "b", LATER);
        // Greater priority, but a1 is within its guarantee: it is not taken back.
        assertThat(evicted(LATER.plusSeconds(5000))).isEmpty();
    }

    @Test
    void keepsBudgets() {
        node("n", 4);
        run("one", 1, 1, 2, 0, "a");
        run("two", 1, 1, 2, 0, "a");
        state.apply(new ClusterEvent.BudgetChanged(Budget.ofGang("b", gang("two"), 9, 1)));
        submit("urgent", 1, 1, 2, 5, "a", LATER);
        assertThat(evicted(LATER)).containsExactly("one-0");
        submit("more", 1, 1, 2, 5, "a", LATER);
        assertThat(evicted(LATER)).isEmpty();
        state.apply(new ClusterEvent.BudgetRemoved("b"));
        AccountId account = AccountId.workspace("a");
        state.apply(new ClusterEvent.BudgetChanged(Budget.ofAccount("c", "a", account, 1, 0)));
        submit("most", 1, 1, 2, 6, "a", LATER);
        assertThat(evicted(LATER)).isEmpty();
        state.apply(new ClusterEvent.BudgetRemoved("c"));
        submit("last", 1, 1, 2, 7, "a", LATER);
        assertThat(evicted(LATER)).containsExactly("two-0");
    }

    @Test
    void endsNobodyWhenNotAskedTo() {
        state = new PoolState(SETTINGS.withPreemption(null));
        pool();
        node("n", 4);
        run("low", 1, 1, 4, 0, "a");
        submit("urgent", 1, 1, 4, 5, "a", LATER);
        assertThat(evicted(LATER)).isEmpty();
    }

    @Test
    void forgetsThePlaceOnANodeThatVanishes() {
        node("n", 4);
        run("low", 1, 1, 4, 0, "a");
        submit("urgent", 1, 1, 4, 5, "a", LATER);
        Scheduler.schedule(state, LATER);
        state.apply(new ClusterEvent.NodeRemoved("n"));
        assertThat(Scheduler.schedule(state, LATER).place()).isEmpty();
        node("m", 4);
        assertThat(started(LATER)).containsExactly("urgent");
        node("n", 4);
        gone("low", 0);
        submit("next", 1, 1, 4, 0, "a", LATER);
        assertThat(started(LATER)).containsExactly("next");
    }

    private void node(String name, long cores) {
        state.apply(
                new ClusterEvent.NodeChanged(
                        NodeSpec.of(name, Map.of(), Resources.of("cpu", cores))));
    }

    private void quota(String workspace, long guarantee) {
        state.apply(
                new ClusterEvent.QuotaChanged(
                        "a",
                        Quota.of(AccountId.workspace(workspace))
                                .withGuarantee(Resources.of("cpu", guarantee))));
    }

    private void submit(
            String name, int pods, int least, long cores, int priority, String who, Instant at) {
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(gang(name), "a", least, at)
                                .withPriority(priority)
                                .withOwner(new Owner(who, "u"))));
        for (int i = 0; i < pods; i++) {
            state.apply(
                    new ClusterEvent.PodChanged(
                            PodSpec.waiting(
                                    pod(name, i),
                                    gang(name),
                                    PodShape.asking(Resources.of("cpu", cores)))));
        }
    }

    private void wait(String gang, int number, long cores, String at) {
        PodShape shape =
                PodShape.asking(Resources.of("cpu", cores))
                        .withNodes(NodeRules.NONE.withSelector(Map.of("at", at)));
        state.apply(
                new ClusterEvent.PodChanged(PodSpec.waiting(pod(gang, number), gang(gang), shape)));
    }

    /// Submits a gang and lets it run since the beginning.
    private void run(String name, int pods, int least, long cores, int priority, String who) {
        submit(name, pods, least, cores, priority, who, T0);
        Plan plan = Scheduler.schedule(state, T0);
        assertThat(plan.place()).hasSize(pods);
        bind(plan);
    }

    private void bind(Plan plan) {
        plan.place().forEach(it -> state.apply(new ClusterEvent.PodBound(it.pod(), it.node(), -1)));
    }

    private void gone(String name, int number) {
        state.apply(new ClusterEvent.PodGone(pod(name, number)));
    }

    private List<String> evicted(Instant now) {
        List<String> evicted = new ArrayList<>();
        for (Eviction eviction : Scheduler.schedule(state, now).evict()) {
            assertThat(eviction.step()).isEqualTo(Eviction.Step.NOTICE);
            assertThat(eviction.deadline()).isEqualTo(now.plus(NOTICE));
            evicted.add(eviction.pod().name());
        }
        return evicted;
    }

    private List<String> started(Instant now) {
        return names(Scheduler.schedule(state, now));
    }

    private static List<String> names(Plan plan) {
        return plan.place().stream().map(it -> it.gang().name()).distinct().toList();
    }

    private static Eviction eviction(String of, int number, String by, Eviction.Step step) {
        return new Eviction(pod(of, number), gang(of), gang(by), step, LATER.plus(NOTICE));
    }

    private static GangId gang(String name) {
        return new GangId("u", name);
    }

    private static PodId pod(String gang, int number) {
        return new PodId("u", gang + "-" + number, "");
    }
}
