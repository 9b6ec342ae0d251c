package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.AccountId;
import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.NodeRules;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.Owner;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PodSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Quota;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A made-up cluster of nodes of five sizes, and gangs of fifty classes of pods; and one that is
/// crowded: twenty workspaces with guarantees and limits, of which all gangs say how long they run,
/// every fifth is of two shapes, and a gang waits for a rack, which is kept for it.
final class MadeUp {
    static final String POOL = "pool";
    static final String GPU = "nvidia.com/gpu";
    static final Instant NOW = Instant.EPOCH;
    static final int CLASSES = 50;

    /// The label of a node that names its rack.
    static final String RACK = "rack";

    private static final int WORKSPACES = 20;
    private static final int USERS = 5;
    private static final PodShape DRIVER = PodShape.asking(Resources.of(Resources.CPU, 500));

    /// A whole node of the first rack.
    private static final PodShape LARGE =
            PodShape.asking(Resources.of(Resources.CPU, 90_000, GPU, 8))
                    .withNodes(NodeRules.NONE.withSelector(Map.of(RACK, "rack-0")));

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

    /// Gives each workspace an equal part of a cluster, and twice that as its limit.
    static void share(PoolState state, int nodes) {
        for (int i = 0; i < WORKSPACES; i++) {
            long cores = nodes * 128_000L / WORKSPACES;
            Quota quota =
                    Quota.of(AccountId.workspace("w" + i))
                            .withGuarantee(Resources.of(Resources.CPU, cores))
                            .withLimit(Map.of(Resources.CPU, 2 * cores));
            state.apply(new ClusterEvent.QuotaChanged(POOL, quota));
        }
    }

    /// Submits a gang to the crowded cluster: every fifth of more than one pod has a driver.
    static void crowd(PoolState state, int gang, int size, Instant now) {
        GangSpec spec =
                spec(gang, size)
                        .withSubmitted(now)
                        .withOwner(new Owner("w" + gang % WORKSPACES, "u" + gang % USERS))
                        .withRunTime(Duration.ofHours(1 + gang % 4));
        state.apply(new ClusterEvent.GangChanged(spec));
        for (int i = 0; i < size; i++) {
            PodShape shape = i == 0 && isMixed(gang) ? DRIVER : shape(gang);
            state.apply(
                    new ClusterEvent.PodChanged(PodSpec.waiting(pod(gang, i), gang(gang), shape)));
        }
    }

    /// How many pods a gang of the crowded cluster has.
    static int crowdSize(int gang) {
        return isMixed(gang) ? 2 : gang % 10 == 1 ? 8 : 1;
    }

    private static boolean isMixed(int gang) {
        return gang % 5 == 0;
    }

    /// Submits the gang that waits for a whole rack.
    static void submitLarge(PoolState state, int gang, Instant now) {
        GangSpec spec =
                spec(gang, NODES_OF_RACK)
                        .withSubmitted(now.minus(Duration.ofDays(2)))
                        .withRunTime(Duration.ofHours(1));
        submit(state, gang, spec, LARGE);
    }

    static void requireReservation(PoolState state) {
        if (state.reservation(POOL) == null) {
            throw new IllegalStateException("nothing is reserved");
        }
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
