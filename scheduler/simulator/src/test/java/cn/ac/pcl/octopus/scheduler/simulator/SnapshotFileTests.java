package cn.ac.pcl.octopus.scheduler.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Reservation;
import cn.ac.pcl.octopus.scheduler.core.Scheduler;
import cn.ac.pcl.octopus.scheduler.core.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Save, load, replay to the same plan: states in the middle of random simulations, with gangs that
/// run, grow and wait, and a reservation in force.
@NullUnmarked
class SnapshotFileTests {
    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    static LongStream manySeeds() {
        return LongStream.range(100, 1100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void replaysToTheSamePlan(long seed) {
        run(seed);
    }

    @Tag("long")
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("manySeeds")
    void replaysToTheSamePlanForManySeeds(long seed) {
        run(seed);
    }

    private static void run(long seed) {
        RandomScenario random = new RandomScenario(seed);
        Scenario scenario = random.scenario();
        Simulation simulation = new Simulation(scenario, Admission.BACKFILL);
        for (int minutes = 0; minutes < 120; minutes += 1 + random.random.nextInt(25)) {
            String where = "seed %d, minute %d".formatted(seed, minutes);
            simulation.runUntil(Scenario.BEGIN.plus(Duration.ofMinutes(minutes)));
            SnapshotFile saved = simulation.snapshot();

            SnapshotFile loaded = SnapshotFile.parse(saved.text());

            assertThat(loaded.snapshot().remembered())
                    .as(where)
                    .isEqualTo(saved.snapshot().remembered());
            assertThat(loaded).as(where).isEqualTo(saved);
            PoolState one = saved.state();
            PoolState other = loaded.state();
            random.events(seed)
                    .forEach(event -> {
                        one.apply(event);
                        other.apply(event);
                    });
            Instant later = saved.at().plusSeconds(30);
            Plan plan = Scheduler.schedule(one, later);
            assertThat(Scheduler.schedule(other, later)).as(where).isEqualTo(plan);
            assertThat(other.snapshot()).as(where).isEqualTo(one.snapshot());
        }
    }

    @Test
    void keepsTheReservationInForce(@TempDir Path folder) throws IOException {
        Scenario scenario =
                ScenarioFiles.parse(
                        """
                        pools: [{name: a}]
                        nodes: [{name: n, count: 2, resources: {cpu: "4"}}]
                        """,
                        """
                        jobs:
                          - {name: first, pool: a, asks: {cpu: "4"}, runs: {least: PT1H, declares: 1}}
                          - {name: wide, pool: a, pods: 2, asks: {cpu: "4"},
                             arrives: {first: PT1M}, runs: {least: PT1H, declares: 1}}
                          - {name: long, pool: a, asks: {cpu: "1"},
                             arrives: {first: PT2M}, runs: {least: PT9H, declares: 1}}
                        """);
        Simulation simulation = new Simulation(scenario, Admission.BACKFILL);
        simulation.runUntil(Scenario.BEGIN.plus(Duration.ofMinutes(3)));
        Reservation kept = simulation.state().reservation("a");
        assertThat(kept.gang().name()).isEqualTo("wide");
        Path file = folder.resolve("snapshot.json");

        simulation.snapshot().save(file);

        SnapshotFile loaded = SnapshotFile.load(file);
        assertThat(loaded.state().reservation("a")).isEqualTo(kept);
        assertThat(Scheduler.schedule(loaded.state(), simulation.now()).place()).isEmpty();
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "octopus-scheduler-snapshot; something; its format is not",
                "\"version\" : 1; \"version\" : 7; version 7, this program reads version 1",
                "\"nodes\"; \"nodez\"; 'nodes'",
                "\"version\" : 1; \"version\" : 1, \"extra\" : 2; extra",
                "\"unschedulable\" : false,; ; unschedulable",
                "\"cpu\" : 4000; \"cpu\" : \"many\"; snapshot.nodes[0].allocatable.amounts.cpu",
                "\"cpu\" : 4000; \"cpu\" : null; snapshot.nodes[0].allocatable",
                "\"name\" : \"n\"; \"name\" : null; snapshot.nodes[0].name",
                "\"PACK\"; \"TIGHT\"; TIGHT",
            })
    void saysWhatIsWrongWithADocumentAndWhere(String good, String bad, String told) {
        String text = small();
        assertThat(text).contains(good);
        String broken = text.replaceFirst(Pattern.quote(good), bad == null ? "" : bad);
        assertThatThrownBy(() -> SnapshotFile.parse(broken))
                .isInstanceOf(FaultyDocument.class)
                .hasMessageContaining(told);
    }

    @Test
    void refusesWhatIsNoJsonOrHasATail() {
        assertThatThrownBy(() -> SnapshotFile.parse("{")).isInstanceOf(FaultyDocument.class);
        assertThatThrownBy(() -> SnapshotFile.parse("")).isInstanceOf(FaultyDocument.class);
        assertThatThrownBy(() -> SnapshotFile.parse("[]")).isInstanceOf(FaultyDocument.class);
        assertThatThrownBy(() -> SnapshotFile.parse(small() + "x"))
                .isInstanceOf(FaultyDocument.class);
    }

    private static String small() {
        Scenario scenario =
                ScenarioFiles.parse(
                        """
                        pools: [{name: a}]
                        nodes: [{name: n, resources: {cpu: "4"}}]
                        """,
                        "jobs: [{name: j, pool: a, asks: {cpu: 1}, runs: {least: PT1H}}]");
        return SnapshotFile.of(
                        new Simulation(scenario, Admission.BACKFILL).state(),
                        Settings.DEFAULT,
                        Scenario.BEGIN)
                .text();
    }
}
