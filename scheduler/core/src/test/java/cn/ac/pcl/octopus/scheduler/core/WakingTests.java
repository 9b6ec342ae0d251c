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
            // Who starts may change where others would be placed: they are asked again after that.
            while (!Scheduler.schedule(state, now).place().isEmpty()) {}
            assertThat(asleepThoughTheyFit(state, now))
                    .as("seed %s round %s", seed, round)
                    .isEmpty();
        }
    }

    private static ClusterEvent timed(ClusterEvent event, Instant now, Random random) {
        return event instanceof ClusterEvent.GangChanged(GangSpec gang) && random.nextInt(4) > 0
                ? new ClusterEvent.GangChanged(
                        gang.withSubmitted(now)
                                .withRunTime(Duration.ofSeconds(10 + random.nextInt(600))))
                : event;
    }

    private static List<GangId> asleepThoughTheyFit(PoolState state, Instant now) {
        List<GangId> found = new ArrayList<>();
        Attempt attempt = new Attempt(state);
        for (Pool pool : state.pools.all()) {
            if (pool.open()) {
                for (Line line : List.copyOf(pool.lines.values())) {
                    for (Gang gang : List.copyOf(line.gangs)) {
                        try (Journal _ = state.tryOut()) {
                            Kept kept = pool.kept();
                            if (kept != null
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

    /// First the user is at a limit and the workspace too; the user's use falls, then that of the
    /// workspace, by another user's.
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
        submit(state, "other-1", "v", 2);
        submit(state, "other-2", "v", 2);
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(3);
        submit(state, "waits", "u", 4);
        assertThat(Scheduler.schedule(state, T0).place()).isEmpty();
        // The room of the user's first gang goes to another user of the workspace.
        gone(state, "own");
        submit(state, "other-3", "v", 4);
        state.apply(new ClusterEvent.GangChanged(spec("other-3", "v").withPriority(1)));
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(1);
        gone(state, "other-1");
        gone(state, "other-2");
        assertThat(Scheduler.schedule(state, T0).place()).hasSize(1);
    }

    private static GangSpec spec(String name, String user) {
        return GangSpec.of(new GangId("ns", name), "a", 1, T0).withOwner(new Owner("w", user));
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
