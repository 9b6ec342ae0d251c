package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is promised to gangs of several shapes is kept, whoever ends early: by hand, and on random
/// pools under a clock that jumps from one end to the next.
@NullUnmarked
class PromiseTests {
    private static final Instant T0 = RandomCluster.START;
    private static final String GPU = RandomCluster.GPU;
    private static final int STEPS = 150;

    private record End(Instant at, String gang) {}

    /// What was found while more was in use is found no more by the same search when less is.
    @Test
    void startsAtThePlacesThatWereFoundWhenTheSearchGoesAstray() {
        PoolState state = pool();
        node(state, "n0", 3, 2);
        submit(state, "devices", T0, Duration.ofHours(1), Resources.of(GPU, 2));
        Scheduler.schedule(state, T0);
        node(state, "n1", 4, 2);
        submit(state, "cores", T0, Duration.ofMinutes(10), cpu(4));
        Scheduler.schedule(state, T0);
        submit(state, "mixed", T0, Duration.ofHours(1), cpu(2).with(GPU, 2), cpu(3), cpu(2));
        Scheduler.schedule(state, T0);
        Instant until = T0.plus(Duration.ofMinutes(10));
        assertThat(state.reservation("a"))
                .isEqualTo(new Reservation(new GangId("u", "mixed"), until));
        end(state, "devices");
        assertThat(Scheduler.schedule(state, T0.plusSeconds(300)).place()).isEmpty();
        end(state, "cores");
        Plan plan = Scheduler.schedule(state, until);
        assertThat(plan.place())
                .extracting(it -> it.pod().name() + " on " + it.node())
                .containsExactlyInAnyOrder("mixed-0 on n1", "mixed-1 on n0", "mixed-2 on n1");
    }

    @Test
    void givesUpPlacesOfAPodThatIsReplaced() {
        PoolState state = pool();
        node(state, "n0", 4, 0);
        submit(state, "runs", T0, Duration.ofMinutes(10), cpu(4));
        Scheduler.schedule(state, T0);
        submit(state, "pair", T0, Duration.ofMinutes(10), cpu(2), cpu(2));
        Scheduler.schedule(state, T0);
        Kept before = state.pools.of("a").kept();
        GangId gang = new GangId("u", "pair");
        PodSpec other =
                PodSpec.waiting(new PodId("u", "pair-9", ""), gang, PodShape.asking(cpu(2)));
        state.apply(new ClusterEvent.PodGone(new PodId("u", "pair-1", "")));
        state.apply(new ClusterEvent.PodChanged(other));
        Scheduler.schedule(state, T0.plusSeconds(1));
        Kept after = state.pools.of("a").kept();
        assertThat(after).isNotSameAs(before);
        assertThat(after.places)
                .extracting(place -> place.pod().id)
                .containsExactly(new PodId("u", "pair-0", ""), other.id());
        assertThat(after.until).isEqualTo(before.until);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void keepsPromisesToGangsOfSeveralShapes(long seed) {
        run(seed);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void keepsPromisesToGangsOfSeveralShapesForManySeeds(long seed) {
        run(seed);
    }

    private static void run(long seed) {
        Random random = new Random(seed);
        boolean elastic = seed % 2 == 0;
        PoolState state = pool();
        int nodes = 2 + random.nextInt(4);
        for (int i = 0; i < nodes; i++) {
            node(state, "n" + i, 4 + random.nextInt(5), random.nextInt(5));
        }
        PriorityQueue<End> ends =
                new PriorityQueue<>(Comparator.comparing(End::at).thenComparing(End::gang));
        Map<String, Duration> declared = new HashMap<>();
        Map<GangId, Instant> promises = new HashMap<>();
        Set<GangId> running = new LinkedHashSet<>();
        Instant now = T0;
        for (int step = 0; step < STEPS; step++) {
            for (int i = random.nextInt(3); i > 0; i--) {
                String name = "g" + declared.size();
                declared.put(name, Duration.ofSeconds(20 + random.nextInt(300)));
                submit(state, name, now, declared.get(name), elastic, random);
            }
            if (random.nextInt(10) == 0) {
                state = PoolState.of(state.snapshot(), Settings.DEFAULT);
            }
            for (Placement it : Scheduler.schedule(state, now).place()) {
                state.apply(new ClusterEvent.PodBound(it.pod(), it.node(), -1));
                if (running.add(it.gang())) {
                    String name = it.gang().name();
                    int most = (int) declared.get(name).toSeconds();
                    int lasts = random.nextInt(3) == 0 ? most : 1 + random.nextInt(most);
                    ends.add(new End(now.plusSeconds(lasts), name));
                }
            }
            promises.keySet().removeAll(kept(promises, running, now, seed, step));
            Reservation made = state.reservation("a");
            if (made != null) {
                // All run times are declared, so there is a moment.
                assertThat(made.until()).as("seed %d step %d: moment", seed, step).isNotNull();
                promises.putIfAbsent(made.gang(), made.until());
            }
            Instant next = now.plusSeconds(1 + random.nextInt(40));
            if (!ends.isEmpty() && !ends.peek().at.isAfter(next)) {
                next = ends.peek().at;
                while (!ends.isEmpty() && ends.peek().at.equals(next)) {
                    end(state, ends.remove().gang);
                }
            }
            now = next;
        }
    }

    /// Those to whom a promise was kept; it fails where one is broken.
    private static Set<GangId> kept(
            Map<GangId, Instant> promises, Set<GangId> running, Instant now, long seed, int step) {
        Set<GangId> kept = new LinkedHashSet<>();
        promises.forEach((gang, until) -> {
            boolean runs = running.contains(gang);
            assertThat(now)
                    .as("seed %d step %d: %s runs: %b", seed, step, gang, runs)
                    .isBeforeOrEqualTo(until);
            if (runs) {
                kept.add(gang);
            }
        });
        return kept;
    }

    private static PoolState pool() {
        return pool(Settings.DEFAULT);
    }

    static PoolState pool(Settings settings) {
        PoolState state = new PoolState(settings);
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
        return state;
    }

    static void node(PoolState state, String name, int cores, int devices) {
        Resources all = Resources.of("cpu", cores, GPU, devices);
        // Two nodes a rack.
        Map<String, String> labels = Map.of("rack", "r" + name.charAt(1) / 2);
        state.apply(new ClusterEvent.NodeChanged(NodeSpec.of(name, labels, all)));
    }

    private static Resources cpu(int cores) {
        return Resources.of("cpu", cores);
    }

    private static void submit(
            PoolState state,
            String name,
            Instant at,
            Duration runTime,
            boolean elastic,
            Random random) {
        Resources[] asked = new Resources[1 + random.nextInt(4)];
        for (int i = 0; i < asked.length; i++) {
            asked[i] = cpu(1 + random.nextInt(3));
            if (random.nextInt(3) == 0) {
                asked[i] = asked[i].with(GPU, 1 + random.nextInt(2));
            }
        }
        submit(state, name, at, runTime, asked);
        GangSpec spec =
                GangSpec.of(
                                new GangId("u", name),
                                "a",
                                elastic ? 1 + random.nextInt(asked.length) : asked.length,
                                at)
                        .withOwner(new Owner("w" + random.nextInt(2), "u" + random.nextInt(2)))
                        .withRunTime(runTime);
        state.apply(new ClusterEvent.GangChanged(spec));
    }

    private static void submit(
            PoolState state, String name, Instant at, Duration runTime, Resources... asked) {
        GangId id = new GangId("u", name);
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(id, "a", asked.length, at).withRunTime(runTime)));
        for (int i = 0; i < asked.length; i++) {
            PodId pod = new PodId("u", name + "-" + i, "");
            state.apply(
                    new ClusterEvent.PodChanged(
                            PodSpec.waiting(pod, id, PodShape.asking(asked[i]))));
        }
    }

    static void end(PoolState state, String name) {
        GangId gang = new GangId("u", name);
        List<ClusterEvent> events =
                state.snapshot().pods().stream()
                        .filter(pod -> gang.equals(pod.gang()))
                        .<ClusterEvent>map(pod -> new ClusterEvent.PodGone(pod.id()))
                        .toList();
        events.forEach(state::apply);
        state.apply(new ClusterEvent.GangGone(gang));
    }
}
