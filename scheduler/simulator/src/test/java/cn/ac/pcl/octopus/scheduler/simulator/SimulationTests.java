package cn.ac.pcl.octopus.scheduler.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cn.ac.pcl.octopus.scheduler.core.GangId;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The virtual clock, what comes of a simulation, and the ways of admission.
@NullUnmarked
class SimulationTests {
    private static final String TWO_NODES =
            """
            pools: [{name: a}]
            nodes: [{name: n, count: 2, resources: {cpu: "4", memory: 8Gi}}]
            """;

    /// One runs on half of the cluster, a wide one waits for all of it, and a short one could pass.
    private static final String CROWD =
            """
            jobs:
              - {name: first, pool: a, asks: {cpu: "4"}, runs: {least: PT1H, declares: 1}}
              - {name: wide, pool: a, pods: 2, asks: {cpu: "4"},
                 arrives: {first: PT10M}, runs: {least: PT1H, declares: 1}}
              - {name: short, pool: a, asks: {cpu: "4"},
                 arrives: {first: PT20M}, runs: {least: PT30M, declares: 1}}
              - {name: long, pool: a, asks: {cpu: "4"},
                 arrives: {first: PT20M}, runs: {least: PT2H, declares: 1}}
            """;

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    static LongStream manySeeds() {
        return LongStream.range(100, 1100);
    }

    @Test
    void letsTheShortPassAndTheWideStartInTime() {
        Outcome outcome = run(TWO_NODES, CROWD, Admission.BACKFILL);
        // wide at 1 h, long at 2 h.
        assertThat(outcome.started()).isEqualTo(4);
        assertThat(outcome.makespan()).isEqualTo(Duration.ofHours(4));
        assertThat(outcome.waiting().longest()).isEqualTo(Duration.ofMinutes(100));
        assertThat(outcome.waiting().mean())
                .isEqualTo(Duration.ofMinutes((50 + 0 + 100) / 4).plusSeconds(30));
        // 1 + 2 + 0.5 + 2 node hours of 8.
        assertThat(outcome.utilisation().get("cpu")).isCloseTo(5.5 / 8, within(1e-9));
        assertThat(outcome.allocation().getFirst().used()).isEqualTo(Map.of("cpu", 4000.0));
        assertThat(outcome.allocation().getLast().used()).isEqualTo(Map.of("cpu", 0.0));
    }

    @ParameterizedTest
    @EnumSource(names = {"FIFO", "NO_BACKFILL"})
    void letsNobodyPassTheFirst(Admission admission) {
        Outcome outcome = run(TWO_NODES, CROWD, admission);
        // wide at 1 h, then short and long together at 2 h.
        assertThat(outcome.started()).isEqualTo(4);
        assertThat(outcome.makespan()).isEqualTo(Duration.ofHours(4));
        assertThat(outcome.waiting().mean())
                .isEqualTo(Duration.ofMinutes((50 + 100 + 100) / 4).plusSeconds(30));
    }

    @Test
    void letsEverybodyPassWhoFits() {
        Outcome outcome = run(TWO_NODES, CROWD, Admission.GREEDY);
        // long at 20 min beside first, so that wide starts at 2 h 20 min, after short.
        assertThat(outcome.makespan()).isEqualTo(Duration.ofMinutes(200));
        assertThat(outcome.waiting().longest()).isEqualTo(Duration.ofMinutes(130));
    }

    @Test
    void fifoForgetsPriorities() {
        String jobs =
                """
                jobs:
                  - {name: running, pool: a, pods: 2, asks: {cpu: "4"}, runs: {least: PT1H}}
                  - {name: early, pool: a, pods: 2, asks: {cpu: "4"},
                     arrives: {first: PT1M}, runs: {least: PT1H}}
                  - {name: urgent, pool: a, pods: 2, priority: 5, asks: {cpu: "4"},
                     arrives: {first: PT2M}, runs: {least: PT10M}}
                """;
        assertThat(run(TWO_NODES, jobs, Admission.FIFO).waiting().longest())
                .isEqualTo(Duration.ofMinutes(118));
        assertThat(run(TWO_NODES, jobs, Admission.NO_BACKFILL).waiting().longest())
                .isEqualTo(Duration.ofMinutes(69));
    }

    @Test
    void startsAnewElsewhereWhatRanOnABrokenNode() {
        String cluster = TWO_NODES + "outages: [{node: n-0, from: PT30M, to: PT40M}]\n";
        Outcome outcome =
                run(
                        cluster,
                        """
                        jobs:
                          - {name: pair, pool: a, pods: 2, asks: {cpu: "4"}, runs: {least: PT1H}}
                        """,
                        Admission.BACKFILL);
        assertThat(outcome.restarts()).isEqualTo(1);
        assertThat(outcome.lost()).isEqualTo(Duration.ofMinutes(30));
        assertThat(outcome.makespan()).isEqualTo(Duration.ofMinutes(100));
        assertThat(outcome.waiting().longest()).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @EnumSource
    void endsAndNamesWhoCouldNeverStart(Admission admission) {
        Outcome outcome =
                run(
                        TWO_NODES,
                        """
                        jobs:
                          - {name: huge, pool: a, asks: {cpu: "64"}, runs: {least: PT1H}}
                          - {name: lost, pool: nowhere, asks: {cpu: "1"}, runs: {least: PT1H}}
                          - {name: small, pool: a, asks: {cpu: "1"}, runs: {least: PT1H}}
                        """,
                        admission);
        assertThat(outcome.started()).isEqualTo(1);
        assertThat(outcome.stranded())
                .isEqualTo(
                        Map.of(
                                new GangId("", "huge"),
                                "never-fits",
                                new GangId("", "lost"),
                                "pool-unknown"));
        assertThat(outcome.makespan()).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isTheSameForTheSameSeedAndLosesNobody(long seed) {
        runTwice(seed);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("manySeeds")
    void isTheSameForTheSameSeedAndLosesNobodyForManySeeds(long seed) {
        runTwice(seed);
    }

    private static void runTwice(long seed) {
        for (Admission admission : Admission.values()) {
            Outcome outcome = new Simulation(new RandomScenario(seed).scenario(), admission).run();
            assertThat(new Simulation(new RandomScenario(seed).scenario(), admission).run())
                    .as("seed %d %s", seed, admission)
                    .isEqualTo(outcome);
            assertThat(outcome.started() + outcome.stranded().size())
                    .as("seed %d %s", seed, admission)
                    .isEqualTo(60);
            assertThat(outcome.allocation().getLast().used().values())
                    .as("seed %d %s", seed, admission)
                    .allMatch(amount -> amount == 0);
            assertThat(outcome.utilisation().values()).allMatch(part -> part >= 0 && part <= 1);
        }
    }

    @Test
    void drawsArrivalsAndRunTimesBySeed() {
        String jobs =
                """
                seed: %d
                jobs:
                  - {name: j, count: 50, pool: a, asks: {cpu: 500m, memory: 1Gi},
                     arrives: {every: PT5M, random: true}, runs: {least: PT1M, most: PT1H}}
                """;
        Scenario one = ScenarioFiles.parse(TWO_NODES, jobs.formatted(1));
        assertThat(ScenarioFiles.parse(TWO_NODES, jobs.formatted(1))).isEqualTo(one);
        assertThat(ScenarioFiles.parse(TWO_NODES, jobs.formatted(2))).isNotEqualTo(one);
        assertThat(one.jobs().getFirst().pods().getFirst().requests().amounts())
                .isEqualTo(Map.of("cpu", 500L, "memory", 1L << 30));
        assertThat(one.jobs()).allMatch(job -> job.lasts().compareTo(Duration.ofHours(1)) <= 0);
    }

    @Test
    void saysWhatIsWrongWithAFile() {
        assertThatThrownBy(() -> ScenarioFiles.parse("pools: []", "jobs: []"))
                .isInstanceOf(FaultyDocument.class)
                .hasMessageContaining("cluster: ")
                .hasMessageContaining("nodes");
        assertThatThrownBy(() ->
                        ScenarioFiles.parse(
                                TWO_NODES,
                                "jobs: [{name: j, pool: a, asks: {}, runs: {least: PT1H}, colour:"
                                        + " red}]"))
                .isInstanceOf(FaultyDocument.class)
                .hasMessageContaining("workload: ")
                .hasMessageContaining("colour")
                .hasMessageContaining("line 1");
        assertThatThrownBy(() ->
                        ScenarioFiles.parse(
                                "{pools: [{name: a, packing: tight}], nodes: []}", "jobs: []"))
                .isInstanceOf(FaultyDocument.class)
                .hasMessageContaining("tight");
        assertThatThrownBy(() ->
                        ScenarioFiles.parse(
                                TWO_NODES,
                                "jobs: [{name: j, pool: a, asks: {cpu: lots}, runs: {least:"
                                        + " PT1H}}]"))
                .isInstanceOf(FaultyDocument.class)
                .hasMessageContaining("lots");
        assertThatThrownBy(() ->
                        ScenarioFiles.parse(
                                TWO_NODES,
                                "jobs: [{name: j, pool: a, asks: {}, runs: {least: PT2H, most:"
                                        + " PT1H}}]"))
                .isInstanceOf(FaultyDocument.class)
                .hasMessageContaining("most is less than least");
    }

    private static Outcome run(String cluster, String jobs, Admission admission) {
        return new Simulation(ScenarioFiles.parse(cluster, jobs), admission).run();
    }
}
