package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.Mix;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import cn.ac.pcl.octopus.scheduler.core.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// All that happens in a simulation: a cluster, what is submitted to it, and what breaks.
///
/// @param mixes the pods that are typical of a pool, for pools that want to know
public record Scenario(
        Settings settings,
        List<PoolSpec> pools,
        List<NodeSpec> nodes,
        Map<String, Mix> mixes,
        List<Job> jobs,
        List<Outage> outages) {
    /// When the clock of a simulation begins, unless a scenario says otherwise.
    public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /// A node is away for a time; what ran on it starts anew elsewhere.
    public record Outage(String node, Instant from, Instant to) {}

    public Scenario {
        pools = List.copyOf(pools);
        nodes = List.copyOf(nodes);
        mixes = Map.copyOf(mixes);
        jobs = List.copyOf(jobs);
        outages = List.copyOf(outages);
    }
}
