package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The lanes, one for each group of pools that share nodes, and who belongs to which. */
final class LaneGroup {
    /** What a change means for those who told pods and gangs to the lanes. */
    enum Effect {
        /** The lanes know. */
        TOLD,
        /** A lane has a node that no lane had; it is kept shut until its pods are told. */
        JOINED,
        /** Pools share nodes in another way: everything has to be told to new lanes. */
        REGROUPED
    }

    /** Kubernetes marks nodes that are unwell or being drained with taints of this prefix. */
    private static final String NODE_TAINTS = "node.kubernetes.io/";

    private final Function<String, Lane> make;
    private final Map<String, PoolSpec> pools = new TreeMap<>();
    private final Map<String, Set<String>> poolsOfNode = new HashMap<>();
    private final Map<String, Lane> lanes = new TreeMap<>();
    private Partition partition = Partition.EMPTY;

    /** Nodes that are there and take nothing for the time being. */
    private final Set<String> resting = new HashSet<>();

    /**
     * @param make makes a lane of this name
     */
    LaneGroup(Function<String, Lane> make) {
        this.make = make;
    }

    /**
     * Closes all lanes and makes those of these pools and nodes, which they are told. They decide
     * nothing before {@link #begin}.
     */
    void rebuild(List<PoolSpec> allPools, List<NodeSpec> allNodes) {
        close();
        allPools.forEach(it -> pools.put(it.name(), it));
        allNodes.forEach(it -> {
            poolsOfNode.put(it.name(), poolsOf(it));
            rest(it.name(), it);
        });
        partition = Partition.of(pools.keySet(), poolsOfNode.values());
        partition.names().forEach(it -> lanes.put(it, make.apply(it)));
        allPools.forEach(it -> tell(ofPool(it.name()), new ClusterEvent.PoolChanged(it)));
        allNodes.forEach(it -> tell(ofNode(it.name()), new ClusterEvent.NodeChanged(it)));
    }

    /** Lets the new lanes begin: all there is was told. */
    void begin() {
        lanes.values().forEach(Lane::begin);
    }

    /** Closes all lanes and forgets everything. */
    void close() {
        lanes.values().forEach(Lane::close);
        lanes.clear();
        pools.clear();
        poolsOfNode.clear();
        resting.clear();
        partition = Partition.EMPTY;
    }

    /**
     * Takes in a node.
     *
     * @param node null when it vanished
     */
    Effect nodeChanged(String name, @Nullable NodeSpec node) {
        rest(name, node);
        Lane before = ofNode(name);
        Set<String> pools = node == null ? Set.of() : poolsOf(node);
        if (node != null && pools.equals(poolsOfNode.get(name))) {
            tell(before, new ClusterEvent.NodeChanged(node));
            return Effect.TOLD;
        }
        if (node == null) {
            tell(before, new ClusterEvent.NodeRemoved(name));
            poolsOfNode.remove(name);
        } else {
            poolsOfNode.put(name, pools);
        }
        Partition now = Partition.of(this.pools.keySet(), poolsOfNode.values());
        if (!now.equals(partition)) {
            return Effect.REGROUPED;
        }
        if (node == null) {
            return Effect.TOLD;
        }
        Lane lane = ofNode(name);
        if (before != null && !before.equals(lane)) {
            return Effect.REGROUPED;
        }
        if (before == null && lane != null) {
            lane.tell(new ClusterEvent.NodeChanged(node.withUnschedulable(true)));
            return Effect.JOINED;
        }
        tell(lane, new ClusterEvent.NodeChanged(node));
        return Effect.TOLD;
    }

    /** Lets a node that has joined take pods: those that run there were told. */
    void open(NodeSpec node) {
        tell(ofNode(node.name()), new ClusterEvent.NodeChanged(node));
    }

    /**
     * Takes in a pool.
     *
     * @param pool null when it vanished
     */
    Effect poolChanged(String name, @Nullable PoolSpec pool) {
        PoolSpec before = pools.get(name);
        if (Objects.equals(pool, before)) {
            return Effect.TOLD;
        }
        if (pool == null
                || before == null
                || !pool.selector().equals(before.selector())
                || pool.shared() != before.shared()) {
            return Effect.REGROUPED;
        }
        pools.put(name, pool);
        tell(ofPool(name), new ClusterEvent.PoolChanged(pool));
        return Effect.TOLD;
    }

    private void rest(String name, @Nullable NodeSpec node) {
        if (node != null && isResting(node)) {
            resting.add(name);
        } else {
            resting.remove(name);
        }
    }

    private static boolean isResting(NodeSpec node) {
        return node.unschedulable()
                || node.taints().stream().anyMatch(it -> it.key().startsWith(NODE_TAINTS));
    }

    /** True when a node takes nothing for the time being, though it may again. */
    boolean isResting(String node) {
        return resting.contains(node);
    }

    /** True when one of the nodes of a pool takes nothing for the time being. */
    boolean isAnyResting(String pool) {
        return resting.stream()
                .anyMatch(it -> poolsOfNode.getOrDefault(it, Set.of()).contains(pool));
    }

    /** The lane that decides about a pool; null for a pool that does not exist. */
    @Nullable Lane ofPool(String pool) {
        return partition.groupOf(pool).map(lanes::get).orElse(null);
    }

    /** The lane that decides about a node; null for a node of no pool. */
    @Nullable Lane ofNode(String node) {
        return poolsOfNode.getOrDefault(node, Set.of()).stream()
                .findFirst()
                .map(this::ofPool)
                .orElse(null);
    }

    boolean isCurrent(Lane lane) {
        return lane.equals(lanes.get(lane.name()));
    }

    private Set<String> poolsOf(NodeSpec node) {
        Set<String> found = new TreeSet<>();
        for (PoolSpec pool : pools.values()) {
            if (pool.contains(node.labels())) {
                found.add(pool.name());
            }
        }
        return found;
    }

    private static void tell(@Nullable Lane lane, ClusterEvent event) {
        if (lane != null) {
            lane.tell(event);
        }
    }
}
