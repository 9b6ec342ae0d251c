package cn.ac.pcl.octopus.scheduler.core;

/// Something that became known of the cluster. Events carry the whole new fact, never a difference,
/// so that one of them may come twice, or late, without harm: what was announced last holds, what
/// is gone and unknown is ignored.
public sealed interface ClusterEvent {
    /// A node appeared, or anything of it changed.
    record NodeChanged(NodeSpec node) implements ClusterEvent {}

    /// A node vanished. Its pods stay known, and count again should it return, until they are gone.
    record NodeRemoved(String name) implements ClusterEvent {}

    /// A pool appeared or changed.
    record PoolChanged(PoolSpec pool) implements ClusterEvent {}

    /// A pool vanished. Its gangs wait.
    record PoolRemoved(String name) implements ClusterEvent {}

    /// What pods are typical of a pool was observed anew. Seldom, since all its nodes are judged
    /// anew.
    record MixChanged(String pool, Mix mix) implements ClusterEvent {}

    /// What an account of a pool may use, or is promised, changed.
    record QuotaChanged(String pool, Quota quota) implements ClusterEvent {}

    /// An account of a pool has no quota any more. What it uses goes on to be counted.
    record QuotaRemoved(String pool, AccountId account) implements ClusterEvent {}

    /// A budget appeared or changed.
    record BudgetChanged(Budget budget) implements ClusterEvent {}

    /// A budget does not hold any more.
    record BudgetRemoved(String name) implements ClusterEvent {}

    /// A gang appeared or changed. Its pods may be announced before or after.
    record GangChanged(GangSpec gang) implements ClusterEvent {}

    /// A gang vanished. Its pods that run go on using their nodes until they are gone.
    record GangGone(GangId id) implements ClusterEvent {}

    /// A pod appeared or changed; with its node when it is bound.
    record PodChanged(PodSpec pod) implements ClusterEvent {}

    /// A pod is bound: the confirmation of a placement, or the work of another scheduler.
    ///
    /// @param device as in [PodSpec#device]
    record PodBound(PodId id, String node, int device) implements ClusterEvent {}

    /// A placement failed: the pod waits again. A pod whose binding was confirmed stays where it
    /// is.
    record PodForgotten(PodId id) implements ClusterEvent {}

    /// A pod ended or was deleted; it needs nothing any more.
    record PodGone(PodId id) implements ClusterEvent {}
}
