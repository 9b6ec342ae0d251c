package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// Reservations for gangs that wait for a port, or because of a rule about other pods, by hand.
@NullUnmarked
class RuleReservationTests {
    private static final Instant T0 = RandomCluster.START;
    private final PoolState state = PromiseTests.pool(Settings.DEFAULT);

    @Test
    void keepsAPortThatIsInUse() {
        nodes(2);
        PodShape web = one().withPorts(List.of(new HostPort("TCP", "", 80)));
        submit("running", T0, Duration.ofMinutes(10), web);
        assertThat(started(T0)).containsExactly("running");
        submit("wide", T0.plusSeconds(1), Duration.ofMinutes(10), web, web);
        submit("long", T0.plusSeconds(2), Duration.ofHours(10), web);
        submit("other", T0.plusSeconds(2), Duration.ofHours(10), one());
        Plan plan = Scheduler.schedule(state, T0.plusSeconds(3));
        assertThat(names(plan)).containsExactly("other");
        Instant until = T0.plus(Duration.ofMinutes(10));
        GangId wide = new GangId("u", "wide");
        assertThat(plan.hold())
                .containsExactly(
                        new Hold(new GangId("u", "long"), new Reason.Reserved(wide, until)),
                        new Hold(wide, new Reason.PortTaken(1, 1, 1)));
        assertThat(state.reservation("a")).isEqualTo(new Reservation(wide, until));
        submit("short", T0.plusSeconds(4), Duration.ofMinutes(5), web);
        assertThat(started(T0.plusSeconds(4))).containsExactly("short");
        PromiseTests.end(state, "short");
        PromiseTests.end(state, "running");
        assertThat(started(until)).containsExactly("wide");
    }

    /// The gang must not be near to those that come without end.
    @Test
    void keepsAwayWhomAGangMustNotBeNearTo() {
        PodShape noisy = one().withLabels(Map.of("app", "noisy"));
        PodShape shy = one().withPods(PodRules.NONE.withAntiAffinity(List.of(near("noisy"))));
        letsItStart(noisy, shy);
    }

    @Test
    void keepsAwayWhoMustNotBeNearToAGang() {
        PodShape averse =
                one().withLabels(Map.of("app", "averse"))
                        .withPods(PodRules.NONE.withAntiAffinity(List.of(near("shy"))));
        letsItStart(averse, one().withLabels(Map.of("app", "shy")));
    }

    @Test
    void keepsADomainThatIsEmptyEnough() {
        SpreadRule rule = new SpreadRule(PodSelector.of("u", "app", "even"), "rack", 1, 2, true);
        PodShape even =
                one().withLabels(Map.of("app", "even"))
                        .withPods(PodRules.NONE.withSpread(List.of(rule)));
        letsItStart(one().withLabels(Map.of("app", "even")), even);
    }

    /// Whoever it must be near to comes to the place that is kept for it, or not at all.
    @Test
    void keepsThePlaceOfTheFirstOfAGroup() {
        nodes(4);
        submit("left", T0, Duration.ofMinutes(10), PodShape.asking(Resources.of("cpu", 4)));
        submit("right", T0, null, PodShape.asking(Resources.of("cpu", 4)));
        submit("up", T0, null, PodShape.asking(Resources.of("cpu", 4)));
        submit("vast", T0, null, PodShape.asking(Resources.of("cpu", 3)));
        assertThat(started(T0)).hasSize(4);
        PodRules together =
                PodRules.NONE.withAffinity(
                        List.of(new PodTerm(PodSelector.of("u", "app", "team"), "rack")));
        PodShape team = PodShape.asking(Resources.of("cpu", 2)).withLabels(Map.of("app", "team"));
        submit("team", T0, Duration.ofMinutes(1), team.withPods(together), team.withPods(together));
        assertThat(started(T0)).isEmpty();
        Instant until = T0.plus(Duration.ofMinutes(10));
        assertThat(state.reservation("a").until()).isEqualTo(until);
        submit("late", T0, null, one().withLabels(Map.of("app", "team")));
        assertThat(started(T0)).isEmpty();
        PromiseTests.end(state, "left");
        assertThat(started(until)).containsExactly("team", "late");
    }

    /// Others of its shape come without end, each before the last one has gone.
    private void letsItStart(PodShape others, PodShape shape) {
        nodes(1);
        submit("n0", T0, Duration.ofMinutes(1), others);
        assertThat(started(T0)).containsExactly("n0");
        submit("waits", T0, Duration.ofMinutes(1), shape);
        Instant now = T0;
        List<String> started = List.of();
        for (int i = 1; i < 100 && !started.contains("waits"); i++) {
            submit("n" + i, now, Duration.ofMinutes(1), others);
            now = now.plusSeconds(59);
            Scheduler.schedule(state, now);
            PromiseTests.end(state, "n" + (i - 1));
            started = started(now.plusSeconds(1));
        }
        assertThat(started).startsWith("waits");
        assertThat(now).isBefore(T0.plus(Duration.ofMinutes(3)));
    }

    /// A reservation counts on a pod of others that is gone before its time.
    @Test
    void makesAReservationAnewThatWillNotComeTrue() {
        nodes(4);
        PodShape full = PodShape.asking(Resources.of("cpu", 4));
        PodShape helper = PodShape.asking(Resources.of("cpu", 1)).withLabels(Map.of("app", "db"));
        submit("full0", T0, Duration.ofMinutes(10), full);
        submit("full1", T0, Duration.ofMinutes(20), full);
        submit("half0", T0, Duration.ofMinutes(30), PodShape.asking(Resources.of("cpu", 3)));
        submit("db", T0, Duration.ofHours(1), helper);
        submit("full2", T0, Duration.ofMinutes(40), full);
        assertThat(started(T0)).hasSize(5);
        PodRules close =
                PodRules.NONE.withAffinity(
                        List.of(new PodTerm(PodSelector.of("u", "app", "db"), "rack")));
        submit("client", T0, Duration.ofMinutes(1), full.withPods(close));
        assertThat(started(T0)).isEmpty();
        Instant first = state.reservation("a").until();
        PromiseTests.end(state, "db");
        assertThat(started(T0.plusSeconds(1))).isEmpty();
        // There is nobody any more to be near to.
        assertThat(state.reservation("a")).isNull();
        assertThat(first).isAfter(T0);
    }

    private static PodTerm near(String app) {
        return new PodTerm(PodSelector.of("u", "app", app), LabelRule.NODE_NAME);
    }

    private static PodShape one() {
        return PodShape.asking(Resources.of("cpu", 1));
    }

    private void submit(String name, Instant at, Duration runTime, PodShape... shapes) {
        submit("a", name, at, runTime, shapes);
    }

    private void submit(
            String pool, String name, Instant at, Duration runTime, PodShape... shapes) {
        GangId id = new GangId("u", name);
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(id, pool, shapes.length, at).withRunTime(runTime)));
        for (int i = 0; i < shapes.length; i++) {
            PodId pod = new PodId("u", name + "-" + i, "");
            state.apply(new ClusterEvent.PodChanged(PodSpec.waiting(pod, id, shapes[i])));
        }
    }

    private List<String> started(Instant now) {
        return names(Scheduler.schedule(state, now));
    }

    private static List<String> names(Plan plan) {
        return plan.place().stream().map(it -> it.gang().name()).distinct().toList();
    }

    /// One of its pods finds no place ever, and it can do without.
    @Test
    void reservesForThoseThatAreEnough() {
        nodes(1);
        submit("runs", T0, Duration.ofMinutes(10), PodShape.asking(Resources.of("cpu", 4)));
        assertThat(started(T0)).containsExactly("runs");
        PodShape device = PodShape.asking(Resources.of(RandomCluster.GPU, 1));
        submit("waits", T0, Duration.ofMinutes(1), device, PodShape.asking(Resources.of("cpu", 4)));
        GangId gang = new GangId("u", "waits");
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(gang, "a", 1, T0)));
        Plan plan = Scheduler.schedule(state, T0);
        assertThat(plan.hold()).containsExactly(new Hold(gang, new Reason.Capacity("cpu", 4, 0)));
        assertThat(state.reservation("a").gang()).isEqualTo(gang);
    }

    /// The domain of a rule is wider than the pool, and somebody else waits for a node in it.
    @Test
    void keepsAwayThoseOfOtherPools() {
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of("pool", "a"))));
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("b", Map.of("pool", "b"))));
        for (String pool : List.of("a", "b")) {
            Map<String, String> labels = Map.of("pool", pool, "rack", "r0");
            Resources all = Resources.of("cpu", 4);
            state.apply(new ClusterEvent.NodeChanged(NodeSpec.of("n" + pool, labels, all)));
        }
        PodShape noisy = one().withLabels(Map.of("app", "noisy"));
        submit("b", "noisy", T0, Duration.ofMinutes(10), noisy);
        assertThat(started(T0)).containsExactly("noisy");
        PodShape full = PodShape.asking(Resources.of("cpu", 4));
        submit("b", "full", T0, Duration.ofMinutes(10), full);
        assertThat(started(T0)).isEmpty();
        Instant until = T0.plus(Duration.ofMinutes(10));
        assertThat(state.reservation("b").until()).isEqualTo(until);
        PodTerm term = new PodTerm(PodSelector.of("u", "app", "noisy"), "rack");
        PodShape shy = one().withPods(PodRules.NONE.withAntiAffinity(List.of(term)));
        submit("a", "shy", T0, Duration.ofMinutes(10), shy);
        assertThat(started(T0)).isEmpty();
        GangId gang = new GangId("u", "shy");
        assertThat(state.reservation("a")).isEqualTo(new Reservation(gang, until));
        // Whoever waits for the node of the other pool is not needed any more.
        PromiseTests.end(state, "full");
        submit("b", "long", T0, Duration.ofHours(10), noisy);
        assertThat(Scheduler.schedule(state, T0).hold())
                .containsExactly(
                        new Hold(new GangId("u", "long"), new Reason.Reserved(gang, until)));
        PromiseTests.end(state, "shy");
        assertThat(started(T0)).containsExactly("long");
    }

    /// A pod of nobody comes to the place that is kept, and does not go.
    @Test
    void givesUpWhatPodsOfNobodyHaveTaken() {
        nodes(1);
        submit("runs", T0, Duration.ofMinutes(10), PodShape.asking(Resources.of("cpu", 3)));
        assertThat(started(T0)).containsExactly("runs");
        submit("waits", T0, Duration.ofMinutes(10), PodShape.asking(Resources.of("cpu", 4)));
        assertThat(started(T0)).isEmpty();
        Instant until = state.reservation("a").until();
        PodId id = new PodId("kube-system", "daemon", "");
        state.apply(new ClusterEvent.PodChanged(new PodSpec(id, null, one(), "n0", -1)));
        PromiseTests.end(state, "runs");
        submit("small", until, Duration.ofMinutes(30), one());
        assertThat(started(until)).containsExactly("small");
        assertThat(state.reservation("a")).isNull();
    }

    private void nodes(int count) {
        for (int i = 0; i < count; i++) {
            PromiseTests.node(state, "n" + i, 4, 0);
        }
    }
}
