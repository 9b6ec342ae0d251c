package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Placing for whole devices: each placement has the least cost by the definition, worked out
/// device by device and typical pod by typical pod. A failing case names its seed, which replays
/// it.
@NullUnmarked
class WholeDevicesTests {
    private static final String GPU = RandomCluster.GPU;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.BUILD)
    void placesWhereTheCostIsLeast(long seed) {
        run(seed);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.LONG)
    void placesWhereTheCostIsLeastForManySeeds(long seed) {
        run(seed);
    }

    private static void run(long seed) {
        Random random = new Random(seed);
        PoolState state = new PoolState();
        state.apply(
                new ClusterEvent.PoolChanged(
                        PoolSpec.of("a", Map.of())
                                .withShared(true)
                                .withPacking(PoolSpec.Packing.WHOLE_DEVICES)));
        int nodes = 2 + random.nextInt(4);
        for (int i = 0; i < nodes; i++) {
            state.apply(
                    new ClusterEvent.NodeChanged(
                            NodeSpec.of(
                                    "n" + i,
                                    Map.of("model", random.nextBoolean() ? "A" : "B"),
                                    Resources.of(
                                                    "cpu",
                                                    8 + random.nextInt(32),
                                                    "memory",
                                                    8 + random.nextInt(64))
                                            .with(GPU, random.nextInt(9)))));
        }
        List<PodShape> observed = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            observed.add(shape(random));
        }
        Mix mix = Mix.observed(observed, 0.95);
        state.apply(new ClusterEvent.MixChanged("a", mix));
        for (int i = 0; i < 25; i++) {
            GangId gang = new GangId("u", "g" + i);
            PodId pod = new PodId("u", "p" + i, "");
            PodShape shape = shape(random);
            state.apply(new ClusterEvent.GangChanged(GangSpec.of(gang, "a", 1, Instant.EPOCH)));
            state.apply(new ClusterEvent.PodChanged(PodSpec.waiting(pod, gang, shape)));
            Snapshot before = state.snapshot();
            Map<String, Double> costs = new HashMap<>();
            for (NodeSpec node : before.nodes()) {
                Double cost = cost(before, mix, node, shape);
                if (cost != null) {
                    costs.put(node.name(), cost);
                }
            }
            List<Placement> place = Scheduler.schedule(state, Instant.EPOCH).place();
            if (costs.isEmpty()) {
                assertThat(place).as("seed %d", seed).isEmpty();
            } else {
                double least = costs.values().stream().mapToDouble(c -> c).min().orElseThrow();
                assertThat(costs.get(place.getFirst().node()))
                        .as("seed %d pod %d", seed, i)
                        .isCloseTo(least, within(1e-9));
            }
        }
    }

    @Test
    void keepsAWholeDeviceForThePodThatNeedsIt() {
        PoolState state = new PoolState();
        PodShape whole = PodShape.asking(Resources.of("cpu", 1, GPU, 1));
        PodShape half =
                PodShape.asking(Resources.of("cpu", 1)).withShare(new DeviceShare(GPU, 500));
        state.apply(
                new ClusterEvent.PoolChanged(
                        PoolSpec.of("a", Map.of())
                                .withShared(true)
                                .withPacking(PoolSpec.Packing.WHOLE_DEVICES)));
        state.apply(new ClusterEvent.MixChanged("a", Mix.observed(List.of(whole, whole, half), 1)));
        for (String name : List.of("n0", "n1")) {
            state.apply(
                    new ClusterEvent.NodeChanged(
                            NodeSpec.of(name, Map.of(), Resources.of("cpu", 8, GPU, 1))));
        }
        List<String> chosen = new ArrayList<>();
        for (PodShape shape : List.of(half, half, whole)) {
            GangId gang = new GangId("u", "g" + chosen.size());
            state.apply(new ClusterEvent.GangChanged(GangSpec.of(gang, "a", 1, Instant.EPOCH)));
            state.apply(
                    new ClusterEvent.PodChanged(
                            PodSpec.waiting(new PodId("u", gang.name(), ""), gang, shape)));
            chosen.add(Scheduler.schedule(state, Instant.EPOCH).place().getFirst().node());
        }
        assertThat(chosen).containsExactly("n0", "n0", "n1");
    }

    private static PodShape shape(Random random) {
        Resources cores =
                Resources.of("cpu", 1 + random.nextInt(6), "memory", 1 + random.nextInt(6));
        PodShape shape =
                switch (random.nextInt(4)) {
                    case 0 -> PodShape.asking(cores);
                    case 1 -> PodShape.asking(cores.with(GPU, 1L << random.nextInt(3)));
                    default ->
                            PodShape.asking(cores)
                                    .withShare(new DeviceShare(GPU, 100 * (1 + random.nextInt(9))));
                };
        return random.nextInt(4) == 0
                ? shape.withNodes(NodeRules.NONE.withSelector(Map.of("model", "A")))
                : shape;
    }

    /// The cost of a placement by its definition, null where the pod does not fit.
    private static Double cost(Snapshot facts, Mix mix, NodeSpec node, PodShape pod) {
        int devices = (int) node.allocatable().amount(GPU);
        int[] free = new int[devices];
        Arrays.fill(free, 1000);
        long cores = node.allocatable().amount("cpu");
        long memory = node.allocatable().amount("memory") - pod.requests().amount("memory");
        for (PodSpec there : facts.pods()) {
            if (node.name().equals(there.node())) {
                cores -= there.shape().requests().amount("cpu");
                memory -= there.shape().requests().amount("memory");
                if (there.shape().share() != null) {
                    free[there.device()] -= there.shape().share().milli();
                }
            }
        }
        for (PodSpec there : facts.pods()) {
            if (node.name().equals(there.node())) {
                take(free, there.shape().requests().amount(GPU));
            }
        }
        double before = fragments(mix, node, cores, free);
        int[] after = free.clone();
        long coresAfter = cores - pod.requests().amount("cpu");
        if (coresAfter < 0 || memory < 0 || (!pod.nodes().selector().isEmpty() && !isA(node))) {
            return null;
        }
        if (pod.share() != null) {
            int best = -1;
            for (int d = 0; d < devices; d++) {
                if (after[d] >= pod.share().milli() && (best < 0 || after[d] < after[best])) {
                    best = d;
                }
            }
            if (best < 0) {
                return null;
            }
            after[best] -= pod.share().milli();
        } else if (!take(after, pod.requests().amount(GPU))) {
            return null;
        }
        long mostCores = 0;
        long mostMemory = 0;
        long mostDevices = 0;
        for (NodeSpec other : facts.nodes()) {
            mostCores = Math.max(mostCores, other.allocatable().amount("cpu"));
            mostMemory = Math.max(mostMemory, other.allocatable().amount("memory"));
            mostDevices = Math.max(mostDevices, other.allocatable().amount(GPU));
        }
        double emptiness = 0.25 * coresAfter / mostCores + 0.25 * memory / mostMemory;
        if (mostDevices > 0) {
            emptiness += 0.5 * Arrays.stream(after).sum() / 1000.0 / mostDevices;
        }
        return fragments(mix, node, coresAfter, after) - before + 0.1 * emptiness;
    }

    private static boolean isA(NodeSpec node) {
        return "A".equals(node.labels().get("model"));
    }

    private static boolean take(int[] free, long count) {
        for (int d = 0; d < free.length && count > 0; d++) {
            if (free[d] == 1000) {
                free[d] = 0;
                count--;
            }
        }
        return count == 0;
    }

    private static double fragments(Mix mix, NodeSpec node, long cores, int[] free) {
        double sum = 0;
        for (Mix.Typical typical : mix.typical()) {
            PodShape shape = typical.shape();
            long whole = shape.requests().amount(GPU);
            int least = shape.share() == null ? 1000 : shape.share().milli();
            long usable = 0;
            long holding = 0;
            for (int device : free) {
                holding += device >= least ? 1 : 0;
                usable += device >= least ? device : 0;
            }
            boolean asksNone = whole == 0 && shape.share() == null;
            boolean wrongNode = !shape.nodes().selector().isEmpty() && !isA(node);
            if (asksNone
                    || wrongNode
                    || shape.requests().amount("cpu") > cores
                    || holding < Math.max(1, whole)) {
                usable = 0;
            }
            sum += typical.popularity() * (Arrays.stream(free).sum() - usable) / 1000.0;
        }
        return sum;
    }
}
