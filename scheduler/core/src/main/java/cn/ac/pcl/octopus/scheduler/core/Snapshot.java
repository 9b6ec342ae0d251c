package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A [PoolState] at one moment, to save, to replay and to try things on.
///
/// @param mixes the observed mix of each pool that has one
/// @param quotas the quotas of the accounts of each pool that has some
/// @param pastUses what each account has used, decayed over time
/// @param budgets how much of whose pods may be ended early
/// @param started when each running gang began to run
/// @param unconfirmed the pods whose placement is planned but not yet known to be bound
/// @param remembered what came of earlier decisions and decides the next
public record Snapshot(
        List<NodeSpec> nodes,
        List<PoolSpec> pools,
        Map<String, Mix> mixes,
        Map<String, List<Quota>> quotas,
        List<PastUse> pastUses,
        List<Budget> budgets,
        List<GangSpec> gangs,
        Map<GangId, Instant> started,
        List<PodSpec> pods,
        List<PodId> unconfirmed,
        Remembered remembered) {
    public Snapshot {
        nodes = List.copyOf(nodes);
        pools = List.copyOf(pools);
        mixes = Map.copyOf(mixes);
        quotas = Map.copyOf(quotas);
        pastUses = List.copyOf(pastUses);
        budgets = List.copyOf(budgets);
        gangs = List.copyOf(gangs);
        started = Map.copyOf(started);
        pods = List.copyOf(pods);
        unconfirmed = List.copyOf(unconfirmed);
    }
}
