package cn.ac.pcl.octopus.base.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiscoveryTests {
    private static final Set<String> IGNORED = Set.of("pods", "hugepages-2Mi");

    @Test
    void addsWhatNodesReportAndSharedMemoryWithMemory() {
        var found =
                Discovery.of(
                        List.of("cpu", "memory", "pods"), IGNORED, Set.of(), Set.of(), Set.of());
        assertThat(found.add()).containsExactly("cpu", "memory", "shm");
        assertThat(found.remove()).isEmpty();
    }

    @Test
    void removesWhatNoNodeReportsAnyMore() {
        var found =
                Discovery.of(
                        List.of("cpu", "memory"),
                        IGNORED,
                        Set.of("cpu", "memory", "shm", "nvidia.com/gpu"),
                        Set.of(),
                        Set.of());
        assertThat(found.add()).isEmpty();
        assertThat(found.remove()).containsExactly("nvidia.com/gpu");
    }

    @Test
    void removesSharedMemoryOnlyWithMemory() {
        var found =
                Discovery.of(
                        List.of("cpu"),
                        IGNORED,
                        Set.of("cpu", "memory", "shm"),
                        Set.of(),
                        Set.of());
        assertThat(found.remove()).containsExactly("memory", "shm");
    }

    @Test
    void ignoresWholeNamesOnly() {
        var found = Discovery.of(List.of("pods", "tripods"), IGNORED, Set.of(), Set.of(), Set.of());
        assertThat(found.add()).containsExactly("tripods");
    }

    @Test
    void leavesCustomResourcesAlone() {
        var found =
                Discovery.of(
                        List.of("cpu", "a100"),
                        IGNORED,
                        Set.of(),
                        Set.of("a100", "v100"),
                        Set.of());
        assertThat(found.add()).containsExactly("cpu");
        assertThat(found.remove()).isEmpty();
    }

    @Test
    void concludesNothingFromAClusterWithoutNodes() {
        var found =
                Discovery.of(
                        List.of(), IGNORED, Set.of("cpu", "memory", "shm"), Set.of(), Set.of());
        assertThat(found.add()).isEmpty();
        assertThat(found.remove()).isEmpty();
    }

    @Test
    void keepsWhatSomebodyNeeds() {
        var found =
                Discovery.of(
                        List.of("cpu"),
                        IGNORED,
                        Set.of("cpu", "nvidia.com/gpu", "huawei.com/npu"),
                        Set.of(),
                        Set.of("nvidia.com/gpu"));
        assertThat(found.remove()).containsExactly("huawei.com/npu");
        assertThat(found.add()).isEmpty();
    }
}
