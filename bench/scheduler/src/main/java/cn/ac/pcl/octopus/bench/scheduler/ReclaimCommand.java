package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.AccountId;
import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.Eviction;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.Owner;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PodSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Preemption;
import cn.ac.pcl.octopus.scheduler.core.Quota;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import cn.ac.pcl.octopus.scheduler.core.Scheduler;
import cn.ac.pcl.octopus.scheduler.core.Settings;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/// How long it takes to find whom a large gang may end: a cluster full of single pods of one device
/// that one workspace has borrowed, and a gang of whole nodes of another, within its guarantee of
/// half the cluster.
@Command(
        name = "reclaim",
        description = "time to find whom a gang of half the nodes may end, 100 to 1,000 nodes")
final class ReclaimCommand implements Runnable {
    private static final String GPU = "nvidia.com/gpu";
    private static final int DEVICES = 8;
    private static final int REPEATS = 5;
    private static final Instant NOW = Instant.EPOCH;

    /// What KAI-Scheduler measured for its reclaim of large jobs.
    private static final Map<Integer, String> REFERENCE =
            Map.of(100, "241 KAI", 200, "816 KAI", 500, "8970 KAI", 1000, "1000 goal; 2400000 KAI");

    private final PrintStream out = System.out;

    @Override
    public void run() {
        measure(100);
        out.printf("%-32s %8s %12s  %s%n", "what", "nodes", "ours", "reference");
        for (int nodes : List.of(100, 200, 500, 1000)) {
            out.printf(
                    Locale.ROOT,
                    "%-32s %8d %12.1f  %s%n",
                    "reclaim of half the nodes, ms",
                    nodes,
                    measure(nodes),
                    REFERENCE.get(nodes));
        }
    }

    /// The middle of some repeats on the same state, in milliseconds.
    private static double measure(int nodes) {
        PoolState state = full(nodes);
        GangId gang = new GangId("bench", "large");
        int pods = nodes / 2;
        state.apply(
                new ClusterEvent.GangChanged(
                        GangSpec.of(gang, "pool", pods, NOW)
                                .withOwner(new Owner("guaranteed", "u"))));
        PodShape whole = PodShape.asking(Resources.of(Resources.CPU, 8000, GPU, DEVICES));
        for (int i = 0; i < pods; i++) {
            PodId pod = new PodId("bench", "large-" + i, "");
            state.apply(new ClusterEvent.PodChanged(PodSpec.waiting(pod, gang, whole)));
        }
        double[] millis = new double[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            try (var _ = state.tryOut()) {
                long before = System.nanoTime();
                List<Eviction> evictions = Scheduler.schedule(state, NOW.plusSeconds(10)).evict();
                millis[i] = (System.nanoTime() - before) / 1e6;
                if (evictions.size() != pods * DEVICES) {
                    throw new IllegalStateException("ends " + evictions.size());
                }
            }
        }
        Arrays.sort(millis);
        return millis[REPEATS / 2];
    }

    private static PoolState full(int nodes) {
        Preemption soon = Preemption.DEFAULT.withLeastRunTime(Duration.ZERO);
        PoolState state = new PoolState(Settings.DEFAULT.withPreemption(soon));
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("pool", Map.of()).withShared(true)));
        state.apply(
                new ClusterEvent.QuotaChanged(
                        "pool",
                        Quota.of(AccountId.workspace("guaranteed"))
                                .withGuarantee(Resources.of(GPU, (long) nodes * DEVICES / 2))));
        for (int i = 0; i < nodes; i++) {
            Resources size =
                    Resources.of(Resources.CPU, 64_000, Resources.MEMORY, 512L << 30)
                            .with(GPU, DEVICES);
            state.apply(new ClusterEvent.NodeChanged(NodeSpec.of("node-" + i, Map.of(), size)));
        }
        PodShape single = PodShape.asking(Resources.of(Resources.CPU, 1000, GPU, 1));
        for (int i = 0; i < nodes * DEVICES; i++) {
            GangId gang = new GangId("bench", "single-" + i);
            state.apply(
                    new ClusterEvent.GangChanged(
                            GangSpec.of(gang, "pool", 1, NOW)
                                    .withOwner(new Owner("borrower", "u" + i % 10))));
            PodId pod = new PodId("bench", "single-" + i, "");
            state.apply(new ClusterEvent.PodChanged(PodSpec.waiting(pod, gang, single)));
        }
        Scheduler.schedule(state, NOW)
                .place()
                .forEach(it -> state.apply(new ClusterEvent.PodBound(it.pod(), it.node(), -1)));
        Scheduler.schedule(state, NOW);
        return state;
    }
}
