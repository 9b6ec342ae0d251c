package cn.ac.pcl.octopus.scheduler.core;

import java.util.Map;

/// What is known of a pool: a named set of nodes whose gangs compete only with each other.
///
/// @param selector labels a node of the pool has, all of them. An empty selector is no node at all,
///   unless the pool is `shared`
/// @param shared with an empty selector: every node belongs to the pool
/// @param open a closed pool starts nothing new; what runs goes on
/// @param packing how nodes are chosen
public record PoolSpec(
        String name, Map<String, String> selector, boolean shared, boolean open, Packing packing) {
    /// How the node is chosen among those that fit.
    public enum Packing {
        /// The fullest node: whole nodes stay free for large gangs.
        PACK,
        /// The emptiest node: pods disturb each other least.
        SPREAD,
        /// The node on which the fewest devices are spoilt for the pool's [Mix]; without a mix, as
        /// PACK.
        WHOLE_DEVICES
    }

    public PoolSpec {
        selector = Map.copyOf(selector);
    }

    /// An open, packed pool of the nodes with these labels.
    public static PoolSpec of(String name, Map<String, String> selector) {
        return new PoolSpec(name, selector, false, true, Packing.PACK);
    }

    public PoolSpec withOpen(boolean changed) {
        return new PoolSpec(name, selector, shared, changed, packing);
    }

    public PoolSpec withShared(boolean changed) {
        return new PoolSpec(name, selector, changed, open, packing);
    }

    public PoolSpec withPacking(Packing changed) {
        return new PoolSpec(name, selector, shared, open, changed);
    }

    /// True when a node with these labels belongs to the pool.
    public boolean contains(Map<String, String> labels) {
        return selector.isEmpty() ? shared : labels.entrySet().containsAll(selector.entrySet());
    }
}
