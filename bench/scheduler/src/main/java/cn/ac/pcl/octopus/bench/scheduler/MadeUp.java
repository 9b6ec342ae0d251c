package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PodSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A made-up cluster of nodes of five sizes, and gangs of fifty classes of pods.
final class MadeUp {
    static final String POOL = "pool";
    static final String GPU = "nvidia.com/gpu";
    static final Instant NOW = Instant.EPOCH;
    static final int CLASSES = 50;

    /// The label of a node that names its rack.
    static final String RACK = "rack";

    private static final int NODES_OF_RACK = 20;

    private static final List<PodShape> SHAPES = shapes();

    private MadeUp() {}

    private static List<PodShape> shapes() {
        List<PodShape> shapes = new ArrayList<>();
        for (int i = 0; i < CLASSES; i++) {
            Resources asked =
                    Resources.of(
                            Resources.CPU,
                            1000L * (1 + i % 5),
                            Resources.MEMORY,
                            (1L + i / 5) << 30);
            shapes.add(PodShape.asking(i % 5 == 4 ? asked.with(GPU, 1) : asked));
        }
        return List.copyOf(shapes);
    }

    static PodShape shape(int number) {
        return SHAPES.get(number % CLASSES);
    }

    static NodeSpec node(int number) {
        Resources size =
                Resources.of(
                        Resources.CPU,
                        1000L * (96 + 16L * (number % 5)),
                        Resources.MEMORY,
                        (512L + 64L * (number % 5)) << 30);
        Map<String, String> labels = Map.of(RACK, "rack-" + number / NODES_OF_RACK);
        return NodeSpec.of("node-" + number, labels, size.with(GPU, 8));
    }

    static PoolState cluster(int nodes) {
        PoolState state = new PoolState();
        state.apply(
                new ClusterEvent.PoolChanged(
                        PoolSpec.of(POOL, Map.of()).withShared(true).withLevels(List.of(RACK))));
        for (int i = 0; i < nodes; i++) {
            state.apply(new ClusterEvent.NodeChanged(node(i)));
        }
        return state;
    }

    static GangId gang(int number) {
        return new GangId("bench", "gang-" + number);
    }

    static PodId pod(int gang, int member) {
        String name = "pod-" + gang + "-" + member;
        return new PodId("bench", name, name);
    }

    static GangSpec spec(int gang, int size) {
        return GangSpec.of(gang(gang), POOL, size, NOW.plusSeconds(gang));
    }

    /// Submits a gang of pods of one class.
    static void submit(PoolState state, int gang, int size, PodShape shape) {
        submit(state, gang, spec(gang, size), shape);
    }

    static void submit(PoolState state, int gang, GangSpec spec, PodShape shape) {
        state.apply(new ClusterEvent.GangChanged(spec));
        for (int i = 0; i < spec.minMember(); i++) {
            state.apply(
                    new ClusterEvent.PodChanged(PodSpec.waiting(pod(gang, i), gang(gang), shape)));
        }
    }

    /// Ends a gang and its pods.
    static void end(PoolState state, int gang, int size) {
        for (int i = 0; i < size; i++) {
            state.apply(new ClusterEvent.PodGone(pod(gang, i)));
        }
        state.apply(new ClusterEvent.GangGone(gang(gang)));
    }
}
