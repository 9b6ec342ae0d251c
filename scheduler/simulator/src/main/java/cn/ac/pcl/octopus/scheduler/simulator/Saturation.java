package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.DeviceShare;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.Mix;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Scheduler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Fills a cluster until nothing more fits: how much of its devices is in use then?
///
/// 1. The list is sorted by name, shuffled with the seed, and copies drawn from it at random are
///    appended until the devices asked for reach 130 % of those there are.
/// 2. Each pod is offered once, in this order, and is placed or dropped; none leaves.
/// 3. The figure is the part of the devices that is in use at the end.
///
/// The nodes are named anew in an order of the seed's, so that no result owes anything to their
/// order.
public final class Saturation {
    private static final double INFLATION = 1.3;
    private static final Instant NOW = Instant.EPOCH;

    private final List<NodeSpec> nodes;
    private final List<Trace.Arrival> list;
    private final PoolSpec.Packing packing;

    public Saturation(List<NodeSpec> nodes, List<Trace.Arrival> list, PoolSpec.Packing packing) {
        this.nodes = List.copyOf(nodes);
        this.list = list.stream().sorted(Comparator.comparing(Trace.Arrival::name)).toList();
        this.packing = packing;
    }

    /// The part of the devices in use at the end, 0 to 1.
    public double run(long seed) {
        Random random = new Random(seed);
        long devices = 0;
        for (NodeSpec node : nodes) {
            devices += node.allocatable().amount(Trace.GPU) * DeviceShare.WHOLE;
        }
        PoolState state = new PoolState();
        List<Trace.Arrival> arrivals = arrivals(random, devices);
        setUp(state, random);
        long used = 0;
        int number = 0;
        for (Trace.Arrival arrival : arrivals) {
            String name = arrival.name() + "-" + number++;
            GangId gang = new GangId("trace", name);
            PodId pod = new PodId("trace", name, name);
            state.apply(new ClusterEvent.GangChanged(GangSpec.of(gang, Trace.POOL, 1, NOW)));
            state.apply(new ClusterEvent.PodChanged(PodSpec.waiting(pod, gang, arrival.shape())));
            if (Scheduler.schedule(state, NOW).place().isEmpty()) {
                state.apply(new ClusterEvent.PodGone(pod));
                state.apply(new ClusterEvent.GangGone(gang));
            } else {
                used += arrival.milli();
            }
        }
        return used / (double) devices;
    }

    private List<Trace.Arrival> arrivals(Random random, long devices) {
        List<Trace.Arrival> arrivals = new ArrayList<>(list);
        Collections.shuffle(arrivals, random);
        double asked = arrivals.stream().mapToLong(Trace.Arrival::milli).sum();
        while (true) {
            Trace.Arrival copy = list.get(random.nextInt(list.size()));
            if (asked + copy.milli() > INFLATION * devices) {
                return arrivals;
            }
            asked += copy.milli();
            arrivals.add(copy);
        }
    }

    private void setUp(PoolState state, Random random) {
        state.apply(
                new ClusterEvent.PoolChanged(
                        PoolSpec.of(Trace.POOL, Map.of()).withShared(true).withPacking(packing)));
        state.apply(
                new ClusterEvent.MixChanged(
                        Trace.POOL,
                        Mix.observed(
                                list.stream().map(Trace.Arrival::shape).toList(), Trace.TYPICAL)));
        List<NodeSpec> shuffled = new ArrayList<>(nodes);
        Collections.shuffle(shuffled, random);
        for (int i = 0; i < shuffled.size(); i++) {
            NodeSpec node = shuffled.get(i);
            state.apply(
                    new ClusterEvent.NodeChanged(
                            NodeSpec.of("node-" + i, node.labels(), node.allocatable())));
        }
    }
}
