package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Nobody sleeps who could start: after each decision every gang that waits is asked, though
/// nothing has woken it. Gangs of several shapes, quotas, reservations, topology and rules are all
/// there.
@NullUnmarked
class WakingTests {
    private static final int ROUNDS = 30;
    private static final Instant T0 = RandomCluster.START;
    private static final Resources ONE = Resources.of("cpu", 1);
    private static final DeviceShare SHARE = new DeviceShare(RandomCluster.GPU, 600);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Settings SETTINGS =
            Settings.DEFAULT.withPatience(Duration.ofMinutes(3)).withHalfLife(Duration.ZERO);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void letsNobodySleepWhoCouldStart(long seed) {
        run(seed);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void letsNobodySleepWhoCouldStartForManySeeds(long seed) {
        run(seed);
    }

    private static void run(long seed) {
        RandomCluster cluster = new RandomCluster(seed, 5);
        Random random = new Random(seed);
        PoolState state = new PoolState(SETTINGS);
        cluster.setUp().forEach(state::apply);
        Instant now = T0;
        for (int round = 0; round < ROUNDS; round++) {
            now = now.plusSeconds(random.nextInt(90));
            for (int i = random.nextInt(4); i >= 0; i--) {
                for (ClusterEvent event : cluster.next()) {
                    state.apply(timed(event, now, random));
                }
            }
            settle(state, now);
            assertThat(asleepThoughTheyFit(state, now))
                    .as("seed %s round %s", seed, round)
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void letsNobodySleepInACrowd(long seed) {
        crowd(seed, false);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void letsNobodySleepInACrowdForManySeeds(long seed) {
        crowd(seed, false);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void letsNobodySleepAmongPeers(long seed) {
        crowd(seed, true);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void letsNobodySleepAmongPeersForManySeeds(long seed) {
        crowd(seed, true);
    }

    /// Three nodes that are always full, and few kinds of gangs: most wait, and one that ends helps
    /// one or the other.
    ///
    /// @param peers true when they differ in little more than how long they run, and several end at
    ///   once
    private static void crowd(long seed, boolean peers) {
        Random random = new Random(seed);
        PoolState state = new PoolState(SETTINGS);
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
        for (int i = 0; i < 3; i++) {
            state.apply(
                    new ClusterEvent.NodeChanged(
                            NodeSpec.of(
                                    "n" + i,
                                    Map.of(),
                                    Resources.of("cpu", 8, RandomCluster.GPU, 4))));
        }
        limits(random).forEach(state::apply);
        Instant now = T0;
        List<List<ClusterEvent>> ends = new ArrayList<>();
        for (int step = 0; step < (peers ? 160 : 80); step++) {
            now = now.plusSeconds(random.nextInt(40));
            if (random.nextInt(3) > 0 || ends.isEmpty() || peers) {
                ends.add(crowded(state, random, step, now, peers));
            }
            while (peers && ends.size() > 30 && random.nextInt(4) > 0) {
                // Those that came first run, mostly.
                ends.remove(random.nextInt(10)).forEach(state::apply);
            }
            if (random.nextInt(2) == 0 && !peers) {
                ends.remove(random.nextInt(ends.size())).forEach(state::apply);
            }
            if (peers && random.nextInt(8) == 0) {
                limits(random).forEach(state::apply);
            }
            settle(state, now);
            assertThat(asleepThoughTheyFit(state, now)).as("seed %s step %s", seed, step).isEmpty();
        }
    }

    private static List<ClusterEvent> limits(Random random) {
        List<ClusterEvent> limits = new ArrayList<>();
        for (String account : List.of("w0", "w1")) {
            Quota all = Quota.of(AccountId.workspace(account));
            Quota own = Quota.of(AccountId.of(new Owner(account, "u0")));
            limits.add(
                    new ClusterEvent.QuotaChanged(
                            "a", all.withLimit(Map.of("cpu", 10L + random.nextInt(8)))));
            limits.add(
                    new ClusterEvent.QuotaChanged(
                            "a", own.withLimit(Map.of("cpu", 6L + random.nextInt(6)))));
        }
        return limits;
    }

    /// A gang of workers, mostly with a driver of another shape.
    ///
    /// @return what ends it
    private static List<ClusterEvent> crowded(
            PoolState state, Random random, int step, Instant now, boolean peers) {
        GangId id = new GangId("ns", "g" + step);
        int size = 1 + random.nextInt(3);
        int least = random.nextInt(5) == 0 ? 1 + random.nextInt(size) : size;
        Resources worker =
                Resources.of(
                        "cpu", 1 + random.nextInt(3), RandomCluster.GPU, 1 + random.nextInt(3));
        Resources driver = Resources.of("cpu", 1L + random.nextInt(6));
        boolean driven = random.nextInt(4) > 0;
        if (peers) {
            size = least = 1 + random.nextInt(2);
            worker = Resources.of("cpu", 2, RandomCluster.GPU, 1);
            driver = Resources.of("cpu", 3);
            driven = random.nextInt(3) == 0;
            if (random.nextInt(6) == 0) {
                size = least = 3;
                worker = Resources.of("cpu", 5);
                driven = false;
            }
        }
        GangSpec spec =
                GangSpec.of(id, "a", least, now)
                        .withOwner(new Owner("w" + random.nextInt(2), "u" + random.nextInt(2)));
        if (peers) {
            spec = spec.withPriority(random.nextInt(6) / 5);
        }
        if (random.nextInt(4) > 0) {
            spec = spec.withRunTime(Duration.ofSeconds(30L << random.nextInt(5)));
        }
        state.apply(new ClusterEvent.GangChanged(spec));
        List<ClusterEvent> end = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            PodId pod = new PodId("ns", id.name() + "-" + i, "");
            state.apply(
                    new ClusterEvent.PodChanged(
                            PodSpec.waiting(
                                    pod, id, PodShape.asking(driven && i == 0 ? driver : worker))));
            end.add(new ClusterEvent.PodGone(pod));
        }
        end.add(new ClusterEvent.GangGone(id));
        return end;
    }

    private static ClusterEvent timed(ClusterEvent event, Instant now, Random random) {
        return event instanceof ClusterEvent.GangChanged(GangSpec gang) && random.nextInt(4) > 0
                ? new ClusterEvent.GangChanged(
                        gang.withSubmitted(now)
                                .withRunTime(Duration.ofSeconds(10 + random.nextInt(600))))
                : event;
    }

    /// Who starts may change where others would be placed, and who gives up what was kept leaves it
    /// to others: they are asked again after that.
    private static void settle(PoolState state, Instant now) {
        int rounds = 0;
        while (!Scheduler.schedule(state, now).place().isEmpty()
                || state.pools.all().stream().anyMatch(pool -> pool.relieved)) {
            assertThat(rounds++).isLessThan(20);
        }
    }

    private static List<GangId> asleepThoughTheyFit(PoolState state, Instant now) {
        List<GangId> found = new ArrayList<>();
        Attempt attempt = new Attempt(state);
        for (Pool pool : state.pools.all()) {
            if (pool.open()) {
                for (Line line : List.copyOf(pool.lines.all())) {
                    for (Gang gang : List.copyOf(line.gangs)) {
                        try (Journal _ = state.tryOut()) {
                            Kept kept = pool.kept();
                            if (kept != null
                                    && gang.need() > 0
                                    && (kept.gang == gang || kept.letsPass(gang.known(), now))) {
                                new Keeper(state, attempt, now).lift(kept);
                            }
                            if (attempt.start(pool, gang)) {
                                found.add(gang.id);
                            }
                        }
                    }
                }
            }
        }
        return found;
    }

    /// The user is at a limit, and so is the workspace when the user's use falls.
    @Test
    void wakesALineThatOneLimitHandsOverToAnother() {
        PoolState state = new PoolState(SETTINGS);
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
        state.apply(
                new ClusterEvent.NodeChanged(NodeSpec.of("n", Map.of(), Resources.of("cpu", 100))));
        AccountId user = AccountId.of(new Owner("w", "u"));
        state.apply(
                new ClusterEvent.QuotaChanged("a", Quota.of(user).withLimit(Map.of("cpu", 4L))));
        state.apply(
                new ClusterEvent.QuotaChanged(
                        "a", Quota.of(AccountId.workspace("w")).withLimit(Map.of("cpu", 8L))));
        submit(state, "own", "u", 4);
        submit(state, "other", "v", 4);
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(2);
        submit(state, "waits", "u", 4);
        assertThat(told(state)).containsExactly("quota");
        // Somebody else has bound more than the workspace may have.
        submit(state, "bound", "v", 4);
        state.apply(new ClusterEvent.PodBound(new PodId("ns", "bound", ""), "n", -1));
        gone(state, "own");
        assertThat(Scheduler.schedule(state, T0).place()).isEmpty();
        gone(state, "bound");
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(1);
    }

    /// Two shares were thought to lie on two devices, and lie on one.
    @Test
    void wakesWhoMayUseTheDeviceThatAShareHasLeft() {
        PoolState state = new PoolState(SETTINGS);
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
        Resources all = Resources.of("cpu", 4, RandomCluster.GPU, 2);
        state.apply(new ClusterEvent.NodeChanged(NodeSpec.of("n", Map.of(), all)));
        submit(state, "s1", PodShape.asking(ONE).withShare(SHARE));
        submit(state, "s2", PodShape.asking(ONE).withShare(SHARE));
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(2);
        submit(state, "whole", PodShape.asking(ONE.with(RandomCluster.GPU, 1)));
        assertThat(told(state)).containsExactly("capacity");
        state.apply(new ClusterEvent.PodBound(new PodId("ns", "s2", ""), "n", 0));
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(1);
    }

    private static void submit(PoolState state, String name, PodShape shape) {
        GangId id = new GangId("ns", name);
        state.apply(new ClusterEvent.GangChanged(spec(name, "u")));
        state.apply(
                new ClusterEvent.PodChanged(PodSpec.waiting(new PodId("ns", name, ""), id, shape)));
    }

    /// Both are lasting, and mended by different people.
    @Test
    void tellsThatALastingObstacleIsAnother() {
        PoolState state = new PoolState(SETTINGS);
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
        NodeSpec node = NodeSpec.of("n", Map.of(), Resources.of("cpu", 4));
        state.apply(new ClusterEvent.NodeChanged(node.withUnschedulable(true)));
        submit(state, "large", "u", 8);
        assertThat(told(state)).containsExactly("no-node");
        state.apply(new ClusterEvent.NodeChanged(node));
        assertThat(told(state)).containsExactly("never-fits");
        state.apply(new ClusterEvent.NodeChanged(node.withUnschedulable(true)));
        assertThat(told(state)).containsExactly("no-node");
    }

    private static List<String> told(PoolState state) {
        return Scheduler.schedule(state, T0).hold().stream().map(it -> it.reason().code()).toList();
    }

    private static GangSpec spec(String name, String user) {
        return GangSpec.of(new GangId("ns", name), "a", 1, T0).withOwner(new Owner("w", user));
    }

    /// Two that differ in how long they run, beside a reservation: one is asked for both.
    @Test
    void startsAllPeersForWhichThereIsRoom() {
        PoolState state = new PoolState(SETTINGS);
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
        for (int i = 0; i < 3; i++) {
            Resources all = Resources.of("cpu", i == 0 ? 8 : 4);
            state.apply(new ClusterEvent.NodeChanged(NodeSpec.of("n" + i, Map.of(), all)));
        }
        submit(state, "r0", "u", 8);
        submit(state, "r1", "u", 4);
        submit(state, "r2", "u", 4);
        state.apply(new ClusterEvent.GangChanged(spec("r0", "u").withRunTime(MINUTE)));
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(3);
        submit(state, "wide", "u", 8);
        for (int i = 1; i < 4; i++) {
            submit(state, "s" + i, "u", 4);
            Duration runTime = MINUTE.multipliedBy(60L * i);
            state.apply(new ClusterEvent.GangChanged(spec("s" + i, "u").withRunTime(runTime)));
        }
        state.apply(new ClusterEvent.GangChanged(spec("wide", "u").withPriority(1)));
        assertThat(Scheduler.schedule(state, T0).place()).isEmpty();
        gone(state, "r1");
        gone(state, "r2");
        assertThat(Scheduler.schedule(state, T0).place())
                .extracting(it -> it.gang().name())
                .containsExactly("s1", "s2");
    }

    /// The first of two waits for another limit by then, and goes.
    @Test
    void asksTheNextWhenALimitStopsTheFirst() {
        PoolState state = new PoolState(SETTINGS);
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
        state.apply(
                new ClusterEvent.NodeChanged(NodeSpec.of("n", Map.of(), Resources.of("cpu", 8))));
        submit(state, "own", "u", 4);
        submit(state, "other", "v", 4);
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(2);
        submit(state, "s1", "u", 4);
        submit(state, "s2", "u", 4);
        state.apply(new ClusterEvent.GangChanged(spec("s2", "u").withRunTime(MINUTE)));
        assertThat(Scheduler.schedule(state, T0).place()).isEmpty();
        AccountId user = AccountId.of(new Owner("w", "u"));
        state.apply(
                new ClusterEvent.QuotaChanged("a", Quota.of(user).withLimit(Map.of("cpu", 4L))));
        assertThat(Scheduler.schedule(state, T0).place()).isEmpty();
        gone(state, "other");
        assertThat(Scheduler.schedule(state, T0).place()).isEmpty();
        gone(state, "s1");
        gone(state, "own");
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(1);
    }

    private static void submit(PoolState state, String name, String user, int cores) {
        state.apply(new ClusterEvent.GangChanged(spec(name, user)));
        state.apply(
                new ClusterEvent.PodChanged(
                        PodSpec.waiting(
                                new PodId("ns", name, ""),
                                new GangId("ns", name),
                                PodShape.asking(Resources.of("cpu", cores)))));
    }

    private static void gone(PoolState state, String name) {
        state.apply(new ClusterEvent.PodGone(new PodId("ns", name, "")));
        state.apply(new ClusterEvent.GangGone(new GangId("ns", name)));
    }
}
