package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All that is known of pools that share nodes: changed by events only, from one thread.
///
/// Guarantees:
/// - Whatever the order of the events that lead to the same facts, the plans are the same.
/// - An event that comes twice, or names what is not known, does no harm.
/// - What happens between [#tryOut] and [Journal#close] leaves no trace.
public final class PoolState {
    final UndoLog undo = new UndoLog();
    final Nodes nodes = new Nodes(undo);
    final Pools pools;
    final Takeovers takeovers;
    final Gangs gangs;
    final Pods pods;
    final Settings settings;

    private final TreeMap<String, Budget> budgets = new TreeMap<>();

    public PoolState() {
        this(Settings.DEFAULT);
    }

    public PoolState(Settings settings) {
        this.settings = settings;
        pools = new Pools(undo, nodes, settings);
        Set<Gang> changed = new LinkedHashSet<>();
        takeovers = new Takeovers(undo, nodes, pools, changed);
        gangs = new Gangs(undo, pools, takeovers, changed);
        pods = new Pods(undo, nodes, pools, gangs, takeovers);
    }

    /// Takes in what became known.
    public void apply(ClusterEvent event) {
        switch (event) {
            case ClusterEvent.NodeChanged(NodeSpec node) -> changeNode(node);
            case ClusterEvent.NodeRemoved(String name) -> removeNode(name);
            case ClusterEvent.PoolChanged(PoolSpec pool) -> pools.change(pool.name(), pool);
            case ClusterEvent.PoolRemoved(String name) -> pools.change(name, null);
            case ClusterEvent.MixChanged(String name, Mix mix) -> pools.changeMix(name, mix);
            case ClusterEvent.QuotaChanged(String pool, Quota quota) ->
                    pools.changeQuota(pool, quota);
            case ClusterEvent.QuotaRemoved(String pool, AccountId account) ->
                    pools.removeQuota(pool, account);
            case ClusterEvent.BudgetChanged(Budget budget) ->
                    undo.put(budgets, budget.name(), budget);
            case ClusterEvent.BudgetRemoved(String name) -> undo.remove(budgets, name);
            case ClusterEvent.GangChanged(GangSpec gang) -> gangs.change(gang);
            case ClusterEvent.GangGone(GangId id) -> gangs.remove(id);
            case ClusterEvent.PodChanged(PodSpec pod) -> pods.change(pod);
            case ClusterEvent.PodBound(PodId id, String node, int device) -> {
                Pod pod = pods.find(id);
                if (pod != null) {
                    pods.bind(pod, node, device);
                }
            }
            case ClusterEvent.PodForgotten(PodId id) -> {
                Pod pod = pods.find(id);
                if (pod != null && pod.placed() && !pod.bound) {
                    pods.lift(pod);
                }
            }
            case ClusterEvent.PodGone(PodId id) -> {
                Pod pod = pods.find(id);
                if (pod != null) {
                    pods.remove(pod);
                }
            }
        }
    }

    private void changeNode(NodeSpec spec) {
        Integer known = nodes.slots.get(spec.name());
        if (known != null && nodes.spec(known).equals(spec)) {
            return;
        }
        int slot = known == null ? nodes.add(spec) : known;
        if (known == null) {
            pods.comeBack(spec.name(), slot);
        } else {
            nodes.change(slot, spec);
        }
        pools.sort(spec, slot);
    }

    private void removeNode(String name) {
        Integer slot = nodes.slots.get(name);
        if (slot != null) {
            takeovers.forsake(slot);
            pods.strand(name, slot);
            pools.leave(name);
            nodes.remove(slot);
        }
    }

    /// By name.
    Collection<Budget> budgets() {
        return budgets.values();
    }

    /// Begins an attempt: what changes from here on can be undone.
    public Journal tryOut() {
        return new Journal(undo);
    }

    // ---- what can be asked

    /// What is free on a node: below zero nowhere, even where others have put too much on it.
    /// Nothing for a node that is not known. Devices of which shares are in use are not free.
    public Resources free(String node) {
        Integer slot = nodes.slots.get(node);
        TreeMap<String, Long> free = new TreeMap<>();
        for (int r = 0; slot != null && r < nodes.symbols.size(); r++) {
            free.put(nodes.symbols.name(r), nodes.free(slot, r));
        }
        return new Resources(free);
    }

    /// Why a gang waits and for how long; null when it does not wait or is not known. It costs a
    /// look at the pool's nodes and at the gangs ahead, and changes nothing.
    public @Nullable Waiting explain(GangId id, Instant now) {
        Gang gang = gangs.find(id);
        if (gang == null) {
            return null;
        }
        try (Journal _ = tryOut()) {
            return new Forecast(this, Times.sane(now)).of(gang);
        }
    }

    /// What would become of a gang and its pods if they were submitted now. Changes nothing.
    public WhatIf whatIf(GangSpec gang, List<PodSpec> gangPods, Instant now) {
        try (Journal _ = tryOut()) {
            apply(new ClusterEvent.GangChanged(gang));
            for (PodSpec pod : gangPods) {
                apply(new ClusterEvent.PodChanged(pod));
            }
            List<Placement> place =
                    Scheduler.schedule(this, now).place().stream()
                            .filter(placement -> placement.gang().equals(gang.id()))
                            .toList();
            return new WhatIf(place, explain(gang.id(), now));
        }
    }

    /// The room a pool keeps for a waiting gang; null when it keeps none.
    public @Nullable Reservation reservation(String pool) {
        Pool known = pools.find(pool);
        Kept kept = known == null ? null : known.kept();
        return kept == null ? null : new Reservation(kept.gang.id, kept.until);
    }

    /// What each account of a pool has, by name.
    public List<Share> shares(String pool, Instant now) {
        Pool known = pools.find(pool);
        return known == null ? List.of() : known.accounts.shares(Times.sane(now));
    }

    /// The node a pod is placed on; null while it waits or when it is not known.
    public @Nullable String nodeOf(PodId pod) {
        Pod known = pods.find(pod);
        return known == null ? null : known.nodeName;
    }

    /// The facts that make up this state, in the order of their names.
    public Snapshot snapshot() {
        List<NodeSpec> nodeSpecs = new ArrayList<>();
        for (int slot : new TreeMap<>(nodes.slots).values()) {
            nodeSpecs.add(nodes.spec(slot));
        }
        return new Snapshot(
                nodeSpecs,
                pools.specs(),
                pools.mixes(),
                pools.quotas(),
                pools.pastUses(),
                List.copyOf(budgets.values()),
                gangs.specs(),
                gangs.started(),
                pods.specs(),
                pods.unconfirmed(),
                Memory.of(this));
    }

    /// A state of these facts and memories: it plans as that which was saved.
    public static PoolState of(Snapshot snapshot, Settings settings) {
        PoolState state = new PoolState(settings);
        snapshot.pools().forEach(pool -> state.pools.change(pool.name(), pool));
        snapshot.mixes().forEach(state.pools::changeMix);
        snapshot.quotas()
                .forEach((pool, quotas) -> quotas.forEach(it -> state.pools.changeQuota(pool, it)));
        snapshot.budgets().forEach(it -> state.budgets.put(it.name(), it));
        snapshot.nodes().forEach(state::changeNode);
        snapshot.gangs().forEach(state.gangs::change);
        snapshot.pods().forEach(state.pods::change);
        snapshot.started().forEach((id, at) -> state.gangs.of(id).started = at);
        snapshot.pastUses().forEach(it -> state.pools.of(it.pool()).accounts.restore(it));
        for (PodId id : snapshot.unconfirmed()) {
            Pod pod = state.pods.find(id);
            if (pod != null) {
                pod.bound = false;
            }
        }
        Memory.restore(state, snapshot.remembered());
        return state;
    }
}
