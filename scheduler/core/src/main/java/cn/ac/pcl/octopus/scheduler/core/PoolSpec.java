package cn.ac.pcl.octopus.scheduler.core;

import java.util.List;
import java.util.Map;

/// What is known of a pool: a named set of nodes whose gangs compete only with each other.
///
/// @param selector labels a node of the pool has, all of them. An empty selector is no node at all,
///   unless the pool is `shared`
/// @param shared with an empty selector: every node belongs to the pool
/// @param open a closed pool starts nothing new; what runs goes on
/// @param packing how nodes are chosen
/// @param levels its topology: the labels of nodes that name domains inside each other, the widest
///   first, such as zone, rack, link domain; [LabelRule#NODE_NAME] is the node itself
public record PoolSpec(
        String name,
        Map<String, String> selector,
        boolean shared,
        boolean open,
        Packing packing,
        List<String> levels) {
    /// How the node is chosen among those that fit.
    public enum Packing {
        /// The node that has least left: whole nodes stay free for large gangs, and devices for
        /// those who ask for them.
        PACK,
        /// The emptiest node: pods disturb each other least.
        SPREAD,
        /// The node on which the fewest devices are spoilt for the pool's [Mix]; without a mix, as
        /// PACK.
        WHOLE_DEVICES
    }

    public PoolSpec {
        selector = Map.copyOf(selector);
        levels = levels.stream().filter(level -> !level.isBlank()).distinct().toList();
    }

    /// An open, packed pool of the nodes with these labels.
    public static PoolSpec of(String name, Map<String, String> selector) {
        return new PoolSpec(name, selector, false, true, Packing.PACK, List.of());
    }

    public PoolSpec withOpen(boolean changed) {
        return new PoolSpec(name, selector, shared, changed, packing, levels);
    }

    public PoolSpec withShared(boolean changed) {
        return new PoolSpec(name, selector, changed, open, packing, levels);
    }

    public PoolSpec withPacking(Packing changed) {
        return new PoolSpec(name, selector, shared, open, changed, levels);
    }

    public PoolSpec withLevels(List<String> changed) {
        return new PoolSpec(name, selector, shared, open, packing, changed);
    }

    /// True when a node with these labels belongs to the pool.
    public boolean contains(Map<String, String> labels) {
        return selector.isEmpty() ? shared : labels.entrySet().containsAll(selector.entrySet());
    }
}
