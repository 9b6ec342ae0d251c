package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random clusters: the plan is the obvious scheduler's, and the invariants hold. A failing case
/// names its seed, which [Seeds] replays.
@NullUnmarked
class PlacingOracleTests {
    private static final int ROUNDS = 8;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void plansAsTheObviousSchedulerDoes(long seed) {
        run(seed);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void plansAsTheObviousSchedulerDoesForManySeeds(long seed) {
        run(seed);
    }

    private static void run(long seed) {
        RandomCluster cluster = new RandomCluster(seed, 5);
        // Nobody waits long enough for a reservation; some longer than fair order lasts.
        Settings settings =
                Settings.DEFAULT
                        .withPatience(Duration.ofDays(100))
                        .withFairFor(Duration.ofMinutes(150))
                        .withHalfLife(seed % 2 == 0 ? Duration.ZERO : Duration.ofHours(1));
        PoolState state = new PoolState(settings);
        cluster.setUp().forEach(state::apply);
        for (int round = 0; round < ROUNDS; round++) {
            String where = "seed " + seed + " round " + round;
            Instant now = RandomCluster.START.plusSeconds(60 + 1800L * round);
            for (int i = cluster.random.nextInt(5); i >= 0; i--) {
                for (ClusterEvent event : cluster.next()) {
                    state.apply(event);
                    if (cluster.random.nextInt(6) == 0) {
                        state.apply(event);
                    }
                }
            }
            Snapshot facts = state.snapshot();
            leavesNoTrace(where, seed, state, facts, now);
            List<Placement> expected = new Oracle(facts, settings, now).plan();

            Plan plan = Scheduler.schedule(state, now);

            assertThat(byPod(plan.place())).as(where).isEqualTo(byPod(expected));
            holdsInvariants(where, facts, state.snapshot(), plan);
            ignoresTheOrderOfEvents(where, seed, settings, facts, plan, now);
            Plan again = Scheduler.schedule(state, now);
            assertThat(again).as(where).isEqualTo(new Plan(List.of(), List.of(), List.of()));
        }
    }

    private static List<Placement> byPod(List<Placement> placements) {
        return placements.stream().sorted(Comparator.comparing(Placement::pod)).toList();
    }

    private static void holdsInvariants(String where, Snapshot before, Snapshot after, Plan plan) {
        Oracle used = new Oracle(after);
        Map<String, NodeSpec> nodes = new HashMap<>();
        after.nodes().forEach(node -> nodes.put(node.name(), node));
        Map<PodId, PodSpec> pods = new HashMap<>();
        after.pods().forEach(pod -> pods.put(pod.id(), pod));
        Map<GangId, GangSpec> gangs = new HashMap<>();
        after.gangs().forEach(gang -> gangs.put(gang.id(), gang));
        Map<String, PoolSpec> pools = new HashMap<>();
        after.pools().forEach(pool -> pools.put(pool.name(), pool));
        for (Placement placement : plan.place()) {
            NodeSpec node = nodes.get(placement.node());
            PodShape shape = pods.get(placement.pod()).shape();
            PoolSpec pool = pools.get(gangs.get(placement.gang()).pool());
            assertThat(Oracle.member(pool, node) && pool.open()).as(where).isTrue();
            assertThat(Oracle.accepts(shape, node)).as(where).isTrue();
            for (String resource : shape.requests().amounts().keySet()) {
                assertThat(used.free(resource, node)).as(where).isNotNegative();
            }
            assertThat(used.free(Resources.PODS, node)).as(where).isNotNegative();
            assertThat(Arrays.stream(used.devices(RandomCluster.GPU, node)).max().orElse(0))
                    .as(where)
                    .isLessThanOrEqualTo(1000);
            long running =
                    after.pods().stream()
                            .filter(p -> placement.gang().equals(p.gang()) && p.node() != null)
                            .count();
            assertThat(running)
                    .as(where)
                    .isGreaterThanOrEqualTo(gangs.get(placement.gang()).minMember());
        }
        AccountsOracle accounts = new AccountsOracle(after, Settings.DEFAULT, RandomCluster.START);
        List<PodSpec> running = after.pods().stream().filter(p -> p.node() != null).toList();
        for (Placement placement : plan.place()) {
            // With nothing more to come, only what is used already can break a limit.
            PodSpec pod = pods.get(placement.pod());
            List<PodSpec> others = running.stream().filter(p -> !p.equals(pod)).toList();
            assertThat(accounts.exceeds(gangs.get(placement.gang()), List.of(pod), others))
                    .as("%s: the limits of %s", where, placement.gang())
                    .isFalse();
        }
        assertThat(before.nodes()).as(where).isEqualTo(after.nodes());
    }

    private static void ignoresTheOrderOfEvents(
            String where, long seed, Settings settings, Snapshot facts, Plan plan, Instant now) {
        List<ClusterEvent> events = new ArrayList<>();
        facts.nodes().forEach(node -> events.add(new ClusterEvent.NodeChanged(node)));
        facts.pools().forEach(pool -> events.add(new ClusterEvent.PoolChanged(pool)));
        facts.gangs().forEach(gang -> events.add(new ClusterEvent.GangChanged(gang)));
        facts.pods().forEach(pod -> events.add(new ClusterEvent.PodChanged(pod)));
        facts.quotas()
                .forEach((pool, quotas) ->
                        quotas.forEach(it -> events.add(new ClusterEvent.QuotaChanged(pool, it))));
        Collections.shuffle(events, new Random(seed));
        PoolState other = new PoolState(settings);
        events.forEach(other::apply);
        assertThat(other.snapshot().pods()).as(where).isEqualTo(facts.pods());
        if (!settings.halfLife().isPositive()) {
            // The past is no event.
            assertThat(Scheduler.schedule(other, now).place()).as(where).isEqualTo(plan.place());
        }
        PoolState loaded = PoolState.of(facts, settings);
        assertThat(loaded.snapshot()).as(where).isEqualTo(facts);
        assertThat(Scheduler.schedule(loaded, now).place()).as(where).isEqualTo(plan.place());
    }

    /// What is tried out and undone changes nothing, neither the facts nor the amounts.
    private static void leavesNoTrace(
            String where, long seed, PoolState state, Snapshot facts, Instant now) {
        RandomCluster other = new RandomCluster(seed + 1_000_000, 5);
        List<Resources> free = facts.nodes().stream().map(n -> state.free(n.name())).toList();
        List<Share> shares = state.shares("a", now);
        try (Journal _ = state.tryOut()) {
            Scheduler.schedule(state, now);
            for (int i = 0; i < 10; i++) {
                try (Journal inner = state.tryOut()) {
                    other.next().forEach(state::apply);
                    Scheduler.schedule(state, now);
                    if (i % 2 == 0) {
                        inner.commit();
                    }
                }
            }
        }
        assertThat(state.snapshot()).as(where).isEqualTo(facts);
        assertThat(state.shares("a", now)).as(where).isEqualTo(shares);
        assertThat(facts.nodes().stream().map(n -> state.free(n.name())).toList())
                .as(where)
                .isEqualTo(free);
    }
}
