package cn.ac.pcl.octopus.scheduler.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.scheduler.core.DeviceShare;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists in the form of the published trace, made up here.
@NullUnmarked
class TraceTests {
    @TempDir private Path folder;
    private List<NodeSpec> nodes;
    private List<Trace.Arrival> pods;

    @BeforeEach
    void read() throws IOException {
        Path nodeList = folder.resolve("nodes.csv");
        Files.writeString(
                nodeList,
                """
                sn,cpu_milli,memory_mib,gpu,model
                m1,64000,262144,2,P100
                m2,96000,393216,8,V100M16
                """);
        Path podList = folder.resolve("pods.csv");
        Files.writeString(
                podList,
                """
                name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time
                p0,4000,8192,1,500,,LS,Running,100,1100,100
                p1,8000,8192,8,1000,V100M16|V100M32,BE,Running,300,2300,
                p2,1000,1024,0,0,,BE,Failed,300,300,300
                """);
        nodes = Trace.nodes(nodeList, Map.of());
        pods = Trace.pods(podList);
    }

    @Test
    void readsNodesAndPods() {
        assertThat(nodes.get(1).allocatable().amounts())
                .isEqualTo(Map.of("cpu", 96_000L, "memory", 393_216L, Trace.GPU, 8L));
        assertThat(pods.get(0).shape().share()).isEqualTo(new DeviceShare(Trace.GPU, 500));
        assertThat(pods.get(0).milli()).isEqualTo(500);
        assertThat(pods.get(1).shape().requests().amount(Trace.GPU)).isEqualTo(8);
        assertThat(pods.get(1).shape().nodes().required()).isNotEmpty();
        assertThat(pods).extracting(Trace.Arrival::priority).containsExactly(1, 0, 0);
        assertThat(pods).extracting(Trace.Arrival::duration).containsExactly(1000L, 2000L, 1L);
    }

    @Test
    void keepsTheTimesOrSetsTheLoad() {
        Scenario asItWas = Trace.scenario(nodes, pods, PoolSpec.Packing.PACK, null);
        assertThat(asItWas.jobs().get(1).gang().submitted())
                .isEqualTo(Scenario.BEGIN.plusSeconds(200));
        // As they came, half of one device of ten is asked for: for more they come at once.
        assertThat(last(0.04)).isEqualTo(Duration.ofSeconds(200));
        assertThat(last(0.06)).isZero();
        Outcome outcome = new Simulation(asItWas, Admission.BACKFILL).run();
        assertThat(outcome.started()).isEqualTo(3);
        assertThat(outcome.makespan()).isEqualTo(Duration.ofSeconds(2200));
    }

    private Duration last(double load) {
        Scenario scenario = Trace.scenario(nodes, pods, PoolSpec.Packing.PACK, load);
        return Duration.between(Scenario.BEGIN, scenario.jobs().getLast().gang().submitted());
    }

    @Test
    void refusesAListWithoutTimes() throws IOException {
        Path bare = folder.resolve("bare.csv");
        Files.writeString(bare, "name,cpu_milli,memory_mib,num_gpu,gpu_milli\np0,1,1,1,1000\n");
        List<Trace.Arrival> list = Trace.pods(bare);
        assertThatThrownBy(() -> Trace.scenario(nodes, list, PoolSpec.Packing.PACK, null))
                .isInstanceOf(FaultyDocument.class)
                .hasMessageContaining("no times");
    }

    @Test
    void saysInWhichLineOfWhichFileANumberIsNone() throws IOException {
        for (String wrong : List.of("many", "NaN", "1e999")) {
            Path faulty = folder.resolve("faulty.csv");
            Files.writeString(faulty, "name,cpu_milli\np0,1\np1," + wrong + "\n");
            assertThatThrownBy(() -> Trace.pods(faulty))
                    .isInstanceOf(FaultyDocument.class)
                    .hasMessage(faulty + ", line 3: cpu_milli is no number: " + wrong);
        }
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.csv"));
        assertThatThrownBy(() -> Trace.nodes(empty, Map.of()))
                .isInstanceOf(FaultyDocument.class)
                .hasMessage(empty + " is empty");
    }

    @Test
    void fillsAClusterAlikeForEqualSeeds() {
        Saturation saturation = new Saturation(nodes, pods, PoolSpec.Packing.WHOLE_DEVICES);
        assertThat(saturation.run(1)).isEqualTo(saturation.run(1)).isBetween(0.0, 1.0);
    }
}
