package cn.ac.pcl.octopus.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Packing: the node that has least left.
class BestFitTests {
    private static final String GPU = RandomCluster.GPU;

    private final PoolState state = new PoolState();
    private int pods;

    BestFitTests() {
        state.apply(new ClusterEvent.PoolChanged(PoolSpec.of("a", Map.of()).withShared(true)));
    }

    @Test
    void leavesDevicesToThoseWhoAskForThem() {
        node("a-with", Resources.of("cpu", 8, GPU, 8));
        node("b-without", Resources.of("cpu", 64));
        assertThat(place(Resources.of("cpu", 1))).isEqualTo("b-without");
        assertThat(place(Resources.of("cpu", 1, GPU, 1))).isEqualTo("a-with");
    }

    @Test
    void fillsTheSmallNodeBeforeTheLargeOneThatIsFullerInParts() {
        node("a-large", Resources.of("cpu", 100, GPU, 8));
        node("b-small", Resources.of("cpu", 20, GPU, 2));
        assertThat(place(Resources.of("cpu", 50, GPU, 6))).isEqualTo("a-large");
        assertThat(place(Resources.of("cpu", 1, GPU, 1))).isEqualTo("b-small");
    }

    @Test
    void takesDiskAndHugePagesForNoDevices() {
        node("a-disk", Resources.of("cpu", 8, "ephemeral-storage", 1L << 40));
        node("b-devices", Resources.of("cpu", 8, GPU, 4));
        assertThat(place(Resources.of("cpu", 1))).isEqualTo("a-disk");
    }

    @Test
    void judgesAllNodesAnewWhenTheLargestGrows() {
        node("a", Resources.of("cpu", 10, "memory", 40));
        node("b", Resources.of("cpu", 20, "memory", 20));
        node("c", Resources.of("cpu", 40, "memory", 40));
        assertThat(place(Resources.of("cpu", 1))).isEqualTo("b");
        // Now 40 of memory are next to nothing, and 20 cores are not.
        node("c", Resources.of("cpu", 40, "memory", 400));
        assertThat(place(Resources.of("cpu", 1))).isEqualTo("a");
    }

    private void node(String name, Resources allocatable) {
        state.apply(new ClusterEvent.NodeChanged(NodeSpec.of(name, Map.of(), allocatable)));
    }

    private String place(Resources asked) {
        GangId gang = new GangId("u", "g" + pods);
        PodId pod = new PodId("u", "p" + pods++, "");
        state.apply(new ClusterEvent.GangChanged(GangSpec.of(gang, "a", 1, Instant.EPOCH)));
        state.apply(
                new ClusterEvent.PodChanged(PodSpec.waiting(pod, gang, PodShape.asking(asked))));
        return Scheduler.schedule(state, Instant.EPOCH).place().getFirst().node();
    }
}
