package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The one dominant obstacle between a gang and its start, with its numbers. Texts for people are
/// made elsewhere from [#code] and the components.
public sealed interface Reason {
    /// A stable name for texts, metrics and tests.
    default String code() {
        return switch (this) {
            case PoolUnknown _ -> "pool-unknown";
            case PoolClosed _ -> "pool-closed";
            case GangShort _ -> "gang-short";
            case NeverFits never -> never.others() ? "capacity" : "never-fits";
            case NoNode _ -> "no-node";
            case Quota _ -> "quota";
            case PortTaken _ -> "port-taken";
            case Capacity _ -> "capacity";
            case Fragmented _ -> "fragmented";
            case Reserved _ -> "reserved";
            case NoDomain _ -> "no-domain";
            case PodRule _ -> "pod-rule";
            case MakingRoom _ -> "making-room";
        };
    }

    /// The gang, or the pool it names, has not been announced.
    record PoolUnknown(String pool) implements Reason {}

    /// The pool is closed.
    record PoolClosed(String pool) implements Reason {}

    /// Fewer pods than must start together are there yet.
    record GangShort(int members, int minMember) implements Reason {}

    /// Not all members would fit even if nothing ran in the pool but pods without a gang: daemons,
    /// and what other schedulers have placed.
    ///
    /// @param resource the resource that is too small
    /// @param asked what is asked of it: by one pod, or by all that must start together
    /// @param available what of it one pod finds beside them on the largest acceptable node, or
    ///   what all together can get of the acceptable nodes
    /// @param onOneNode true when a single pod is too large
    /// @param others true when it would fit if those pods were gone, which may happen one day
    record NeverFits(String resource, long asked, long available, boolean onOneNode, boolean others)
            implements Reason {}

    /// No node of the pool is acceptable, whatever is free on it.
    ///
    /// @param nodes nodes of the pool
    /// @param rule the rule that refuses most of them: selector, affinity, taint, unschedulable,
    ///   volume, port (taken by pods without a gang)
    /// @param refused how many nodes this rule refuses
    record NoNode(int nodes, String rule, int refused) implements Reason {}

    /// Who is charged for the gang has used all that is allowed.
    ///
    /// @param account whose limit it is
    record Quota(AccountId account, String resource, long used, long asked, long limit)
            implements Reason {}

    /// Nodes have room, but a port of theirs that a pod takes for itself is in use there.
    ///
    /// @param taken on how many of them
    /// @param fitting how many pods fit of those that must start together
    /// @param missing how many do not
    record PortTaken(int taken, int fitting, int missing) implements Reason {}

    /// Too little is free on all acceptable nodes together.
    record Capacity(String resource, long asked, long free) implements Reason {}

    /// Enough is free, but in pieces that are too small.
    ///
    /// @param askedByOne what one pod asks of the resource
    /// @param free what is free on all acceptable nodes
    /// @param largest what is free on the best of them
    /// @param fitting how many pods fit of those that must start together
    /// @param missing how many do not
    record Fragmented(
            String resource, long askedByOne, long free, long largest, int fitting, int missing)
            implements Reason {}

    /// There is room, but it is kept for a gang that came before, or promised to one for which
    /// others are ended; it may be one of another pool with the same nodes.
    ///
    /// @param until when that gang starts at the latest, null when no run times are known
    record Reserved(GangId gang, @Nullable Instant until) implements Reason {}

    /// The pool has room, but no one domain of the level in which all members must run.
    ///
    /// @param domains how many domains the level has; none when no node has its label
    /// @param best the domain with the most room, or that in which some members run already; empty
    ///   when there is none
    /// @param fitting how many of those that must start together fit into it
    /// @param ever how many of them the best domain would hold if nothing else ran there but pods
    ///   without a gang
    /// @param needed how many must start together
    record NoDomain(String level, int domains, String best, int fitting, int ever, int needed)
            implements Reason {}

    /// Nodes have room, but a rule about other pods refuses them.
    ///
    /// @param rule the rule that refuses most of them: pod-affinity, pod-anti-affinity,
    ///   pod-anti-affinity-of-others, topology-spread
    /// @param key the label that names the domains of the rule
    /// @param withRoom nodes that have room for one more pod
    /// @param refused how many of them this rule refuses
    /// @param fitting how many pods found a place of those that must start together
    /// @param missing how many did not
    record PodRule(String rule, String key, int withRoom, int refused, int fitting, int missing)
            implements Reason {}

    /// Room is being made: others are ended early for it, and their places are kept for it.
    ///
    /// @param pods how many of them have still to leave
    /// @param until when they are ended
    record MakingRoom(int pods, Instant until) implements Reason {}
}
