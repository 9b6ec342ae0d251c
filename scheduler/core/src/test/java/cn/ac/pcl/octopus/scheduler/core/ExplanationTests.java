package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Why a gang waits, for whom and how long; and that the reasons are true: who takes away the named
/// obstacle, one after the other, sees the gang start, and is never told the same obstacle twice.
@NullUnmarked
class ExplanationTests {
    private static final Instant T0 = RandomCluster.START;
    private static final long PLENTY = 1_000_000;
    private static final Instant LATE = T0.plus(Duration.ofHours(2));

    /// Reservations are made at once, and others are ended for whoever may take their room.
    private static final Settings EAGER =
            Settings.DEFAULT
                    .withPatience(Duration.ZERO)
                    .withPreemption(
                            new Preemption(
                                    Duration.ofSeconds(60), Duration.ZERO, Duration.ofSeconds(30)));

    private PoolState state = new PoolState();

    @Test
    void countsWhatIsFreeInPiecesThatAreTooSmall() {
        pool();
        for (String name : List.of("n1", "n2", "n3", "n4")) {
            node(name, 8);
            submit("on-" + name, 1, 5, null);
            plan(T0);
        }
        submit("wide", 1, 4, null);
        plan(T0);
        assertThat(state.explain(gang("wide"), T0).reason())
                .isEqualTo(new Reason.Fragmented("cpu", 4, 12, 3, 0, 1));
    }

    @Test
    void saysWhoIsAheadAndWhenItsTurnComes() {
        pool();
        node("n", 4);
        submit("running", 1, 4, Duration.ofMinutes(10));
        plan(T0);
        submit("first", 1, 4, Duration.ofMinutes(5));
        submit("second", 1, 4, Duration.ofMinutes(5));
        submit("third", 1, 4, null);
        submit("fourth", 1, 4, null);
        plan(T0);
        Waiting first = state.explain(gang("first"), T0);
        assertThat(first.position()).isEqualTo(1);
        assertThat(first.start()).isEqualTo(T0.plus(Duration.ofMinutes(10)));
        Waiting third = state.explain(gang("third"), T0);
        assertThat(third.reason()).isEqualTo(new Reason.Capacity("cpu", 4, 0));
        assertThat(third.ahead()).containsExactly(gang("first"), gang("second"));
        assertThat(third.position()).isEqualTo(3);
        assertThat(third.start()).isEqualTo(T0.plus(Duration.ofMinutes(20)));
        // Nobody knows how long the third one runs.
        assertThat(state.explain(gang("fourth"), T0).start()).isNull();
        assertThat(state.explain(gang("running"), T0)).isNull();
        assertThat(state.explain(gang("unheard"), T0)).isNull();
    }

    @Test
    void answersWhatWouldBecomeOfAGangAndChangesNothing() {
        pool();
        node("n", 4);
        submit("running", 1, 3, Duration.ofMinutes(10));
        plan(T0);
        Snapshot before = state.snapshot();
        GangSpec spec = GangSpec.of(gang("new"), "a", 1, T0);
        WhatIf small = state.whatIf(spec, List.of(pod("new", 0, 1)), T0);
        WhatIf large = state.whatIf(spec, List.of(pod("new", 0, 4)), T0);
        assertThat(small.place()).hasSize(1);
        assertThat(small.waiting()).isNull();
        assertThat(large.place()).isEmpty();
        assertThat(large.waiting().start()).isEqualTo(T0.plus(Duration.ofMinutes(10)));
        assertThat(state.snapshot()).isEqualTo(before);
        // Nor is anything kept for the shapes that were only asked about.
        assertThat(state.pools.of("a").ranked()).isEqualTo(1);
        assertThat(plan(T0)).isEqualTo(new Plan(List.of(), List.of(), List.of()));
    }

    @Test
    void saysThatRoomIsPromisedToAGangForWhichOthersAreEnded() {
        state = new PoolState(EAGER);
        pool();
        node("n", 8);
        submit("low1", 1, 4, null);
        submit("low2", 1, 4, null);
        plan(T0);
        confirm("low1", "low2");
        submit("urgent", 1, 8, null);
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(gang("urgent"), "a", 1, T0).withPriority(5)));
        assertThat(plan(T0).evict()).hasSize(2);
        state.apply(new ClusterEvent.PodGone(new PodId("u", "low1-0", "")));
        submit("small", 1, 4, null);
        plan(T0);
        assertThat(state.explain(gang("small"), T0).reason())
                .isEqualTo(new Reason.Reserved(gang("urgent"), T0.plusSeconds(60)));
    }

    @Test
    void saysThatRoomIsKeptForAGangOfAnotherPool() {
        pool();
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("b", Map.of()).withShared(true)));
        node("n", 4);
        submit("running", 1, 2, null);
        plan(T0);
        submit("wide", 1, 4, null);
        Instant now = T0.plus(Duration.ofMinutes(11));
        plan(now);
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(gang("of-b"), "b", 1, now)));
        state.apply(new ClusterEvent.PodChanged(pod("of-b", 0, 2)));
        assertThat(plan(now).hold())
                .containsExactly(new Hold(gang("of-b"), new Reason.Reserved(gang("wide"), null)));
        assertThat(state.explain(gang("of-b"), now).reason())
                .isEqualTo(new Reason.Reserved(gang("wide"), null));
    }

    private void confirm(String... gangs) {
        for (String gang : gangs) {
            state.apply(new ClusterEvent.PodBound(new PodId("u", gang + "-0", ""), "n", -1));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void namesTrueObstacles(long seed) {
        run(seed, Settings.DEFAULT, T0);
        run(seed, EAGER, LATE);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void namesTrueObstaclesForManySeeds(long seed) {
        run(seed, Settings.DEFAULT, T0);
        run(seed, EAGER, LATE);
    }

    private static void run(long seed, Settings settings, Instant now) {
        RandomCluster cluster = new RandomCluster(seed, 5);
        PoolState state = new PoolState(settings);
        cluster.setUp().forEach(state::apply);
        for (int i = 0; i < 15; i++) {
            cluster.next().forEach(state::apply);
            // Those that run may be ended only once they are known to.
            confirm(state, Scheduler.schedule(state, now));
        }
        Scheduler.schedule(state, now);
        Snapshot facts = state.snapshot();
        for (GangSpec gang : facts.gangs()) {
            if (state.explain(gang.id(), now) != null) {
                PoolState copy = PoolState.of(facts, settings);
                Scheduler.schedule(copy, now);
                removeObstacles(
                        "seed " + seed + " at " + now + " gang " + gang.id(), copy, gang, now);
            }
        }
    }

    private static void removeObstacles(String where, PoolState state, GangSpec gang, Instant now) {
        Set<Reason> told = new HashSet<>();
        for (Waiting w = state.explain(gang.id(), now); w != null; ) {
            assertThat(told.add(w.reason())).as("%s is told %s again", where, w).isTrue();
            assertThat(told).as(where).hasSizeLessThan(20);
            remove(state, gang, w.reason()).forEach(state::apply);
            Scheduler.schedule(state, now);
            w = state.explain(gang.id(), now);
        }
    }

    private static void confirm(PoolState state, Plan plan) {
        plan.place()
                .forEach(it ->
                        state.apply(new ClusterEvent.PodBound(it.pod(), it.node(), it.device())));
    }

    private static List<ClusterEvent> remove(PoolState state, GangSpec gang, Reason reason) {
        Snapshot facts = state.snapshot();
        List<PodSpec> pods = facts.pods().stream().filter(p -> gang.id().equals(p.gang())).toList();
        List<ClusterEvent> events = new ArrayList<>();
        switch (reason) {
            case Reason.PoolClosed(String name) -> events.add(opened(name));
            case Reason.PoolUnknown(String name) -> events.add(opened(name));
            case Reason.GangShort(int members, int least) -> {
                for (int i = members; i < least; i++) {
                    PodId id = new PodId(gang.id().namespace(), "more-" + i, "more");
                    events.add(
                            new ClusterEvent.PodChanged(
                                    PodSpec.waiting(id, gang.id(), pods.getFirst().shape())));
                }
            }
            case Reason.NoNode(int nodes, _, _) when nodes == 0 ->
                    events.add(
                            new ClusterEvent.NodeChanged(
                                    NodeSpec.of(
                                            "new",
                                            Map.of("pool-a", "bound", "pool-b", "bound"),
                                            Resources.of("cpu", PLENTY, "memory", PLENTY))));
            case Reason.PortTaken _ -> {
                for (PodSpec pod : pods) {
                    events.add(
                            new ClusterEvent.PodChanged(
                                    new PodSpec(
                                            pod.id(),
                                            pod.gang(),
                                            without("port", pod.shape()),
                                            pod.node(),
                                            pod.device())));
                }
            }
            case Reason.NoNode(_, String rule, _) -> {
                if (rule.equals("unschedulable")) {
                    facts.nodes()
                            .forEach(node ->
                                    events.add(
                                            new ClusterEvent.NodeChanged(
                                                    node.withUnschedulable(false))));
                } else {
                    for (PodSpec pod : pods) {
                        events.add(
                                new ClusterEvent.PodChanged(
                                        new PodSpec(
                                                pod.id(),
                                                pod.gang(),
                                                without(rule, pod.shape()),
                                                pod.node(),
                                                pod.device())));
                    }
                }
            }
            case Reason.NeverFits(String resource, _, _, _, _) -> more(events, facts, resource);
            case Reason.Capacity(String resource, _, _) -> more(events, facts, resource);
            case Reason.Fragmented(String resource, _, _, _, _, _) -> more(events, facts, resource);
            case Reason.PodRule _ -> {
                for (PodSpec pod : facts.pods()) {
                    PodShape free = pod.shape().withPods(PodRules.NONE);
                    if (!pod.shape().equals(free)) {
                        events.add(
                                new ClusterEvent.PodChanged(
                                        new PodSpec(
                                                pod.id(),
                                                pod.gang(),
                                                free,
                                                pod.node(),
                                                pod.device())));
                    }
                }
            }
            case Reason.NoDomain _ ->
                    events.add(new ClusterEvent.GangChanged(gang.withTopology(null)));
            case Reason.Quota(AccountId account, String resource, long used, long asked, _) ->
                    facts.quotas().get(gang.pool()).stream()
                            .filter(quota -> quota.account().equals(account))
                            .forEach(quota -> {
                                Map<String, Long> limit = new HashMap<>(quota.limit());
                                limit.put(resource, used + asked);
                                events.add(
                                        new ClusterEvent.QuotaChanged(
                                                gang.pool(), quota.withLimit(limit)));
                            });
            case Reason.Reserved(GangId holder, _) -> {
                events.add(new ClusterEvent.GangGone(holder));
                facts.pods().stream()
                        .filter(pod -> holder.equals(pod.gang()))
                        .forEach(pod -> events.add(new ClusterEvent.PodGone(pod.id())));
            }
            case Reason.MakingRoom _ ->
                    facts.remembered().takeovers().stream()
                            .filter(making -> making.gang().equals(gang.id()))
                            .flatMap(making -> making.victims().stream())
                            .forEach(victim -> events.add(new ClusterEvent.PodGone(victim)));
        }
        return events;
    }

    private static ClusterEvent opened(String name) {
        return new ClusterEvent.PoolChanged(PoolSpec.of(name, Map.of("pool-" + name, "bound")));
    }

    private static PodShape without(String rule, PodShape shape) {
        NodeRules rules = shape.nodes();
        return switch (rule) {
            case "selector" -> shape.withNodes(rules.withSelector(Map.of()));
            case "affinity" -> shape.withNodes(rules.withRequired(List.of()));
            case "volume" -> shape.withNodes(rules.withVolumes(List.of()));
            case "taint" ->
                    shape.withNodes(
                            rules.withTolerations(List.of(new Toleration(null, null, null))));
            case "port" -> shape.withPorts(List.of());
            default -> throw new AssertionError(rule);
        };
    }

    private static void more(List<ClusterEvent> events, Snapshot facts, String resource) {
        for (NodeSpec node : facts.nodes()) {
            Resources all = node.allocatable();
            events.add(
                    new ClusterEvent.NodeChanged(
                            new NodeSpec(
                                    node.name(),
                                    node.labels(),
                                    node.taints(),
                                    node.unschedulable(),
                                    all.with(resource, all.amount(resource) + PLENTY))));
        }
    }

    private Plan plan(Instant now) {
        return Scheduler.schedule(state, now);
    }

    private void pool() {
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
    }

    private void node(String name, long cores) {
        state.apply(
                new ClusterEvent.NodeChanged(
                        NodeSpec.of(name, Map.of(), Resources.of("cpu", cores))));
    }

    private static GangId gang(String name) {
        return new GangId("u", name);
    }

    private static PodSpec pod(String gang, int number, long cores) {
        return PodSpec.waiting(
                new PodId("u", gang + "-" + number, ""),
                gang(gang),
                PodShape.asking(Resources.of("cpu", cores)));
    }

    private int submitted;

    private void submit(String name, int pods, long cores, Duration runTime) {
        Instant at = T0.minusSeconds(100).plusSeconds(submitted++);
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(gang(name), "a", pods, at).withRunTime(runTime)));
        for (int i = 0; i < pods; i++) {
            state.apply(new ClusterEvent.PodChanged(pod(name, i, cores)));
        }
    }
}
