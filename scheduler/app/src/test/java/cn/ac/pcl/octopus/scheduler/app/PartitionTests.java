package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartitionTests {

    @Test
    void poolsWithoutACommonNodeStandAlone() {
        var partition = Partition.of(Set.of("a", "b"), List.of(Set.of("a"), Set.of("b"), Set.of()));

        assertThat(partition.names()).containsExactly("a", "b");
        assertThat(partition.groupOf("b")).contains("b");
    }

    @Test
    void poolsThatShareANodeAreOneGroup() {
        var partition = Partition.of(Set.of("a", "b", "c"), List.of(Set.of("c", "b"), Set.of("a")));

        assertThat(partition.groupOf("b")).isEqualTo(partition.groupOf("c")).contains("b");
        assertThat(partition.groupOf("a")).contains("a");
    }

    @Test
    void sharingIsTransitiveAndItsNameIndependentOfTheOrder() {
        var chain = List.of(Set.of("d", "c"), Set.of("b", "a"), Set.of("c", "b"));

        assertThat(Partition.of(Set.of("a", "b", "c", "d"), chain))
                .isEqualTo(Partition.of(Set.of("d", "c", "b", "a"), chain.reversed()))
                .satisfies(it -> assertThat(it.names()).containsExactly("a"));
    }

    @Test
    void anUnknownPoolHasNoGroup() {
        assertThat(Partition.of(Set.of("a"), List.of()).groupOf("x")).isEmpty();
    }
}
