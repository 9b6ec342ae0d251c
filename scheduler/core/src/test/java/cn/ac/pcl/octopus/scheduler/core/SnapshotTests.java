package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A state made of a snapshot is the same state: it plans alike, says the same and remembers as
/// much, with gangs half-run, reservations in force and some gangs asleep.
@NullUnmarked
class SnapshotTests {
    private static final int ROUNDS = 25;
    private static final Settings SETTINGS =
            Settings.DEFAULT
                    .withPatience(Duration.ofMinutes(3))
                    .withPreemption(
                            new Preemption(
                                    Duration.ofSeconds(90),
                                    Duration.ofSeconds(60),
                                    Duration.ofSeconds(60)));

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void plansOnAsTheStateThatWasSaved(long seed) {
        run(seed);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void plansOnAsTheStateThatWasSavedForManySeeds(long seed) {
        run(seed);
    }

    private static void run(long seed) {
        RandomCluster cluster = new RandomCluster(seed, 5);
        Random random = new Random(seed);
        PoolState state = new PoolState(SETTINGS);
        cluster.setUp().forEach(state::apply);
        Instant now = RandomCluster.START;
        for (int round = 0; round < ROUNDS; round++) {
            String where = "seed " + seed + " round " + round;
            now = now.plusSeconds(random.nextInt(90));
            for (int i = random.nextInt(4); i >= 0; i--) {
                for (ClusterEvent event : cluster.next()) {
                    state.apply(timed(event, now, random));
                }
            }
            Snapshot saved = state.snapshot();
            PoolState loaded = PoolState.of(saved, SETTINGS);
            same(where + " loaded", loaded.snapshot(), saved);

            Plan plan = Scheduler.schedule(state, now);

            assertThat(Scheduler.schedule(loaded, now)).as(where).isEqualTo(plan);
            same(where + " after", loaded.snapshot(), state.snapshot());
            if (random.nextInt(4) == 0) {
                // From here on the loaded one goes on in place of the saved one.
                state = loaded;
            }
        }
    }

    private static void same(String where, Snapshot found, Snapshot expected) {
        // The short part first, so that a failure can be read.
        assertThat(found.remembered()).as(where).isEqualTo(expected.remembered());
        assertThat(found).as(where).isEqualTo(expected);
    }

    /// Lets most gangs say how long they run.
    private static ClusterEvent timed(ClusterEvent event, Instant now, Random random) {
        return event instanceof ClusterEvent.GangChanged(GangSpec gang) && random.nextInt(4) > 0
                ? new ClusterEvent.GangChanged(
                        gang.withSubmitted(now)
                                .withRunTime(Duration.ofSeconds(10 + random.nextInt(600))))
                : event;
    }

    @Test
    void ignoresMemoriesOfWhatIsNotThere() {
        GangId nobody = new GangId("u", "nobody");
        Remembered odd =
                new Remembered(
                        Map.of(nobody, "capacity"),
                        List.of(
                                new Remembered.Parked(
                                        List.of(nobody),
                                        List.of(nobody),
                                        new Reason.PoolClosed("a"),
                                        true,
                                        true)),
                        List.of(
                                new Remembered.Room(
                                        "a",
                                        new Reservation(nobody, null),
                                        true,
                                        true,
                                        List.of(
                                                new Remembered.Place(
                                                        new PodId("u", "nobody", ""), "n9")),
                                        List.of("n9"),
                                        Map.of("n9", Resources.NONE))),
                        List.of(),
                        Set.of(new PodId("u", "nobody", "")),
                        List.of(),
                        Map.of("b", Instant.MIN),
                        Map.of(),
                        Set.of("c"),
                        Set.of("c"));
        PoolState state =
                PoolState.of(
                        new Snapshot(
                                List.of(),
                                List.of(PoolSpec.of("a", Map.of()).withShared(true)),
                                Map.of(),
                                Map.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                Map.of(),
                                List.of(),
                                List.of(),
                                odd),
                        SETTINGS);
        assertThat(Scheduler.schedule(state, RandomCluster.START).place()).isEmpty();
        assertThat(state.reservation("a")).isNull();
    }
}
