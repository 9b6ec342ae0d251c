package cn.ac.pcl.octopus.scheduler.core;

import java.util.List;

/// The facts of a [PoolState] at one moment, to save, to replay and to try things on.
///
/// @param unconfirmed the pods whose placement is planned but not yet known to be bound
public record Snapshot(
        List<NodeSpec> nodes,
        List<PoolSpec> pools,
        List<GangSpec> gangs,
        List<PodSpec> pods,
        List<PodId> unconfirmed) {
    public Snapshot {
        nodes = List.copyOf(nodes);
        pools = List.copyOf(pools);
        gangs = List.copyOf(gangs);
        pods = List.copyOf(pods);
        unconfirmed = List.copyOf(unconfirmed);
    }
}
