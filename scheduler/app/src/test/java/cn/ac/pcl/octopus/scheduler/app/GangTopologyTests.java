package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.NetworkTopology;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupSpec;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.scheduler.core.GangTopology;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Volcano's words for how close the pods of a gang run, in the core's terms. */
class GangTopologyTests {
    private static final List<String> LEVELS = List.of("zone", "rack", "link");

    @Test
    void countsTiersFromTheNarrowestLevel() {
        assertThat(topology("hard", 1, null)).isEqualTo(new GangTopology("link", "link"));
        assertThat(topology("hard", 2, null)).isEqualTo(new GangTopology("rack", "link"));
        assertThat(topology(null, null, null)).isEqualTo(new GangTopology("link", "link"));
        assertThat(topology("hard", 0, null)).isEqualTo(new GangTopology("link", "link"));
    }

    @Test
    void takesATierBeyondTheWidestAsAWish() {
        assertThat(topology("hard", 4, null)).isEqualTo(GangTopology.near("link"));
    }

    @Test
    void goesAsNearAsItCanWhenSoft() {
        assertThat(topology("soft", 2, null)).isEqualTo(GangTopology.near("link"));
    }

    @Test
    void findsALevelByItsLabel() {
        assertThat(topology("hard", null, "zone")).isEqualTo(new GangTopology("zone", "link"));
    }

    @Test
    void holdsALimitThatAQueueWithoutTopologyCannotKeep() {
        assertThat(Facts.topology(group(new NetworkTopology("hard", 2, null)), List.of()))
                .isEqualTo(GangTopology.within("tier 2"));
        assertThat(Facts.topology(group(new NetworkTopology("soft", 2, null)), List.of())).isNull();
        assertThat(Facts.topology(group(null), LEVELS)).isNull();
    }

    @Test
    void readsTheLevelsOfAQueue() {
        Queue queue = new Queue();
        queue.setMetadata(new ObjectMetaBuilder().withName("q").build());
        assertThat(Facts.levels(queue)).endsWith("octopus.pcl.ac.cn/link-domain");
        queue.getMetadata().setAnnotations(Map.of(Facts.TOPOLOGY, " zone, rack,,link "));
        assertThat(Facts.levels(queue)).isEqualTo(LEVELS);
    }

    private static @Nullable GangTopology topology(
            @Nullable String mode, @Nullable Integer tier, @Nullable String name) {
        return Facts.topology(group(new NetworkTopology(mode, tier, name)), LEVELS);
    }

    private static PodGroup group(@Nullable NetworkTopology topology) {
        PodGroup group = new PodGroup();
        group.setMetadata(new ObjectMetaBuilder().withNamespace("u").withName("g").build());
        group.setSpec(new PodGroupSpec(2, "q", null, Map.of(), null, topology));
        return group;
    }
}
