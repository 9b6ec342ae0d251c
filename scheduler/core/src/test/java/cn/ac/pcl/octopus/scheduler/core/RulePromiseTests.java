package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is promised to gangs that ask for more than amounts is kept, and none of them waits for
/// ever while others come without end: ports, shares of devices, rules about other pods; on random
/// pools under a clock that jumps from one end to the next.
@NullUnmarked
class RulePromiseTests {
    private static final Instant T0 = RandomCluster.START;
    private static final String GPU = RandomCluster.GPU;
    private static final int STEPS = 150;
    private static final Duration LONGEST = Duration.ofSeconds(320);
    private static final Settings SETTINGS =
            Settings.DEFAULT.withFairFor(Duration.ofMinutes(1)).withPatience(Duration.ofMinutes(2));

    /// What gangs ask for.
    private enum World {
        /// Ports, shares, and not to be near to others: whoever ends early can only help.
        APART,

        /// Also to be near to others and to be spread: nobody ends early.
        TOGETHER,

        /// The same, and others end early: what was promised may have to be promised anew.
        CHANGING
    }

    private record End(Instant at, GangId gang) {}

    /// A gang that waits.
    ///
    /// @param latest when it starts at the latest
    private record Waiter(GangSpec gang, Instant latest) {}

    private final Map<GangId, Waiter> waiting = new HashMap<>();
    private final Map<GangId, Instant> promises = new HashMap<>();
    private final PriorityQueue<End> ends =
            new PriorityQueue<>(Comparator.comparing(End::at).thenComparing(End::gang));
    private int counter;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void keepsPromisesOfPortsSharesAndDistance(long seed) {
        run(seed, World.APART);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void keepsPromisesOfPortsSharesAndDistanceForManySeeds(long seed) {
        run(seed, World.APART);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void keepsPromisesOfBeingTogetherAndSpread(long seed) {
        run(seed, World.TOGETHER);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void keepsPromisesOfBeingTogetherAndSpreadForManySeeds(long seed) {
        run(seed, World.TOGETHER);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void letsNobodyStarveForARule(long seed) {
        run(seed, World.CHANGING);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void letsNobodyStarveForARuleForManySeeds(long seed) {
        run(seed, World.CHANGING);
    }

    /// As many gangs wait at any time: each that starts is followed by another.
    private void run(long seed, World world) {
        Random random = new Random(seed);
        PoolState state = PromiseTests.pool(SETTINGS);
        int nodes = 2 + random.nextInt(4);
        for (int i = 0; i < nodes; i++) {
            PromiseTests.node(state, "n" + i, 4 + random.nextInt(5), random.nextInt(5));
        }
        PoolState empty = PoolState.of(state.snapshot(), SETTINGS);
        int crowd = 3 + random.nextInt(4);
        Instant now = T0;
        for (int step = 0; step < STEPS; step++) {
            while (waiting.size() < crowd) {
                submit(state, empty, now, world, random);
            }
            if (random.nextInt(10) == 0) {
                state = PoolState.of(state.snapshot(), SETTINGS);
            }
            for (Placement it : Scheduler.schedule(state, now).place()) {
                state.apply(new ClusterEvent.PodBound(it.pod(), it.node(), -1));
                starts(it.gang(), now, world, random);
            }
            check(state, now, world, "seed %d step %d".formatted(seed, step));
            now = next(state, now.plusSeconds(1 + random.nextInt(40)));
        }
    }

    private void starts(GangId gang, Instant now, World world, Random random) {
        Waiter started = waiting.get(gang);
        if (started != null) {
            int most = (int) started.gang.runTime().toSeconds();
            boolean early = world != World.TOGETHER && random.nextInt(3) > 0;
            ends.add(new End(now.plusSeconds(early ? 1 + random.nextInt(most) : most), gang));
            check(started, now, world, "starts");
            waiting.remove(gang);
            promises.remove(gang);
        }
    }

    private void check(PoolState state, Instant now, World world, String when) {
        waiting.values().forEach(waiter -> check(waiter, now, world, when));
        Reservation made = state.reservation("a");
        if (made != null) {
            promises.putIfAbsent(made.gang(), made.until());
        }
    }

    private void check(Waiter waiter, Instant now, World world, String when) {
        GangId gang = waiter.gang.id();
        assertThat(now).as("%s: %s waits", when, gang).isBeforeOrEqualTo(waiter.latest);
        if (world != World.CHANGING && promises.containsKey(gang)) {
            assertThat(now)
                    .as("%s: %s was promised", when, gang)
                    .isBeforeOrEqualTo(promises.get(gang));
        }
    }

    /// Goes to the next end if that comes before a moment.
    private Instant next(PoolState state, Instant moment) {
        if (ends.isEmpty() || ends.peek().at.isAfter(moment)) {
            return moment;
        }
        Instant next = ends.peek().at;
        while (!ends.isEmpty() && ends.peek().at.equals(next)) {
            PromiseTests.end(state, ends.remove().gang.name());
        }
        return next;
    }

    /// Submits a gang that finds places in an empty pool.
    private void submit(PoolState state, PoolState empty, Instant now, World world, Random random) {
        GangId id = new GangId("u", "g" + counter++);
        int size = 1 + random.nextInt(4);
        GangSpec gang =
                GangSpec.of(id, "a", random.nextBoolean() ? size : 1 + random.nextInt(size), now)
                        .withOwner(new Owner("w" + random.nextInt(2), "u" + random.nextInt(2)))
                        .withRunTime(Duration.ofSeconds(20 + random.nextInt(300)));
        PodShape one = shape(world, random);
        PodShape other = random.nextBoolean() ? one : shape(world, random);
        List<PodSpec> pods = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            PodId pod = new PodId("u", id.name() + "-" + i, "");
            pods.add(PodSpec.waiting(pod, id, i == 0 ? other : one));
        }
        if (empty.whatIf(gang, pods, now).place().isEmpty()) {
            return;
        }
        Duration wait = SETTINGS.fairFor().plus(LONGEST.multipliedBy(waiting.size() + 2));
        waiting.put(id, new Waiter(gang, now.plus(wait)));
        state.apply(new ClusterEvent.GangChanged(gang));
        pods.forEach(pod -> state.apply(new ClusterEvent.PodChanged(pod)));
    }

    private static PodShape shape(World world, Random random) {
        String app = app(random);
        Resources asked = Resources.of("cpu", 1 + random.nextInt(3));
        PodShape shape = PodShape.asking(asked).withLabels(Map.of("app", app));
        switch (random.nextInt(5)) {
            case 0 -> shape = PodShape.asking(asked.with(GPU, 1)).withLabels(shape.labels());
            case 1 -> shape = shape.withShare(new DeviceShare(GPU, 300 + 300 * random.nextInt(2)));
            default -> {}
        }
        if (random.nextInt(4) == 0) {
            shape = shape.withPorts(List.of(new HostPort("TCP", "", 80 + random.nextInt(2))));
        }
        PodRules rules = PodRules.NONE;
        if (random.nextInt(3) == 0) {
            rules = rules.withAntiAffinity(List.of(term(app(random), random)));
        }
        if (world != World.APART && random.nextInt(4) == 0) {
            rules =
                    rules.withAffinity(
                            List.of(term(random.nextBoolean() ? app : app(random), random)));
        }
        if (world != World.APART && random.nextInt(4) == 0) {
            PodTerm term = term(app, random);
            rules =
                    rules.withSpread(
                            List.of(
                                    new SpreadRule(
                                            term.pods(),
                                            term.key(),
                                            1 + random.nextInt(2),
                                            random.nextInt(3),
                                            true)));
        }
        return shape.withPods(rules);
    }

    private static String app(Random random) {
        return "app" + random.nextInt(3);
    }

    private static PodTerm term(String app, Random random) {
        return new PodTerm(
                PodSelector.of("u", "app", app),
                random.nextBoolean() ? "rack" : LabelRule.NODE_NAME);
    }
}
