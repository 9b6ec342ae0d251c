package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.GangTopology;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PodSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import cn.ac.pcl.octopus.scheduler.core.Scheduler;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How fast the core decides: pods a second, the time of one decision, what it costs when the
/// cluster grows and the change does not, and what parked gangs cost.
///
/// Nodes are of five sizes, pods of fifty classes.
final class ThroughputBench {
    private static final int PODS = 10_000;
    private static final int CLASSES = 50;
    private static final String GPU = "nvidia.com/gpu";
    private static final GangTopology IN_RACK = GangTopology.within("rack");
    private static final GangTopology NEAR = GangTopology.near("link");
    private static final Instant NOW = Instant.EPOCH;

    private final PrintStream out;
    private final List<PodShape> shapes = new ArrayList<>();

    ThroughputBench(PrintStream out) {
        this.out = out;
        for (int i = 0; i < CLASSES; i++) {
            Resources asked =
                    Resources.of(
                            Resources.CPU,
                            1000L * (1 + i % 5),
                            Resources.MEMORY,
                            (1L + i / 5) << 30);
            shapes.add(PodShape.asking(i % 5 == 4 ? asked.with(GPU, 1) : asked));
        }
    }

    void run() {
        // The compiler gets to see the code before it is measured.
        for (int i = 0; i < 3; i++) {
            rate(500, 1);
            rate(500, 8);
            rate(500, 8, IN_RACK);
            latencies(500);
        }
        row("what", "nodes", "ours", "reference");
        for (int nodes : new int[] {500, 1000, 5000}) {
            row("single pods, pods/s", nodes, rate(nodes, 1), "20000 goal; 680 scheduler_perf");
            row("gangs of 8, pods/s", nodes, rate(nodes, 8), "5000 goal");
            row("gangs of 100, pods/s", nodes, rate(nodes, 100), "5000 goal");
            row("8 in one rack, pods/s", nodes, rate(nodes, 8, IN_RACK), "5000 goal");
            row("100 near, pods/s", nodes, rate(nodes, 100, NEAR), "5000 goal");
        }
        for (int nodes : new int[] {500, 1000, 2000, 5000, 10_000}) {
            double[] micros = latencies(nodes);
            row("one decision, us mean", nodes, Arrays.stream(micros).average().orElse(0), "-");
            row("one decision, us p99", nodes, micros[micros.length * 99 / 100], "5000 goal");
        }
        row("10000 parked, 1 node freed, us", 1000, parked(), "-");
    }

    private void row(String what, Object nodes, Object ours, String reference) {
        String figure =
                ours instanceof Double number
                        ? String.format(Locale.ROOT, "%.1f", number)
                        : ours.toString();
        out.printf(Locale.ROOT, "%-32s %8s %12s  %s%n", what, nodes, figure, reference);
    }

    private PoolState cluster(int nodes) {
        PoolState state = new PoolState();
        state.apply(
                new ClusterEvent.PoolChanged(
                        PoolSpec.of("pool", Map.of())
                                .withShared(true)
                                .withLevels(List.of("zone", "rack", "link"))));
        for (int i = 0; i < nodes; i++) {
            Resources size =
                    Resources.of(
                            Resources.CPU,
                            1000L * (96 + 16L * (i % 5)),
                            Resources.MEMORY,
                            (512L + 64L * (i % 5)) << 30);
            state.apply(
                    new ClusterEvent.NodeChanged(
                            NodeSpec.of(
                                    "node-" + i,
                                    Map.of(
                                            "zone", "zone-" + i / 512,
                                            "rack", "rack-" + i / 32,
                                            "link", "link-" + i / 4),
                                    size.with(GPU, 8))));
        }
        return state;
    }

    private void submit(PoolState state, int first, int size, @Nullable GangTopology topology) {
        GangId gang = new GangId("bench", "gang-" + first);
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(gang, "pool", size, NOW.plusSeconds(first))
                                .withTopology(topology)));
        PodShape shape = shapes.get(first / size % CLASSES);
        for (int i = first; i < first + size; i++) {
            state.apply(
                    new ClusterEvent.PodChanged(
                            PodSpec.waiting(
                                    new PodId("bench", "pod-" + i, "uid-" + i), gang, shape)));
        }
    }

    /// All pods wait, then one call places them: pods a second of that call.
    private double rate(int nodes, int size) {
        return rate(nodes, size, null);
    }

    private double rate(int nodes, int size, @Nullable GangTopology topology) {
        PoolState state = cluster(nodes);
        for (int i = 0; i + size <= PODS; i += size) {
            submit(state, i, size, topology);
        }
        long before = System.nanoTime();
        int placed = Scheduler.schedule(state, NOW).place().size();
        double seconds = (System.nanoTime() - before) / 1e9;
        if (placed != PODS / size * size) {
            throw new IllegalStateException("placed only " + placed);
        }
        return placed / seconds;
    }

    /// One pod comes at a time: sorted microseconds of each decision, without the first of each
    /// class.
    private double[] latencies(int nodes) {
        PoolState state = cluster(nodes);
        double[] micros = new double[PODS - CLASSES];
        for (int i = 0; i < PODS; i++) {
            submit(state, i, 1, null);
            long before = System.nanoTime();
            Scheduler.schedule(state, NOW);
            if (i >= CLASSES) {
                micros[i - CLASSES] = (System.nanoTime() - before) / 1e3;
            }
        }
        Arrays.sort(micros);
        return micros;
    }

    /// A full cluster, ten thousand gangs that wait, and one pod that ends: the time until it is
    /// decided who gets its place; the middle of a hundred.
    private double parked() {
        int nodes = 1000;
        PoolState state = cluster(nodes);
        PodShape whole = PodShape.asking(Resources.of(Resources.CPU, 90_000, GPU, 8));
        for (int i = 0; i < nodes + 10_000; i++) {
            GangId gang = new GangId("bench", "gang-" + i);
            state.apply(
                    new ClusterEvent.GangChanged(GangSpec.of(gang, "pool", 1, NOW.plusSeconds(i))));
            state.apply(
                    new ClusterEvent.PodChanged(
                            PodSpec.waiting(new PodId("bench", "pod-" + i, ""), gang, whole)));
        }
        Scheduler.schedule(state, NOW);
        double[] micros = new double[100];
        for (int i = 0; i < micros.length; i++) {
            state.apply(new ClusterEvent.PodGone(new PodId("bench", "pod-" + i, "")));
            long before = System.nanoTime();
            int placed = Scheduler.schedule(state, NOW).place().size();
            micros[i] = (System.nanoTime() - before) / 1e3;
            if (placed != 1) {
                throw new IllegalStateException("placed " + placed);
            }
        }
        Arrays.sort(micros);
        return micros[micros.length / 2];
    }
}
