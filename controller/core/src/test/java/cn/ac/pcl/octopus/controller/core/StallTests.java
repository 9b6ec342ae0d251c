package cn.ac.pcl.octopus.controller.core;

import static cn.ac.pcl.octopus.controller.core.World.started;
import static cn.ac.pcl.octopus.controller.core.World.task;
import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start that does not come is waited for so long and no longer. */
class StallTests {

    @ParameterizedTest
    @ValueSource(strings = {"ErrImagePull", "ImagePullBackOff", "CreateContainerError"})
    void failsWhenAContainerCannotStartForTooLong(String reason) {
        World world = new World(spec(task("task0", 2)).build()).settle().admit().settle();
        world.run("train-task0-0").waiting("train-task0-1", reason).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.PENDING);
        assertThat(world.status().state().reason()).isEqualTo(reason);
        assertThat(world.again).contains(Duration.ofMinutes(1));

        world.after(Duration.ofSeconds(59)).waiting("train-task0-1", "ErrImagePull").settle();
        assertThat(world.phase()).isEqualTo(JobPhase.PENDING);
        world.after(Duration.ofSeconds(1)).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.FAILED);
        assertThat(world.message()).startsWith("train-task0-1: ").contains("no such image");
    }

    @Test
    void startsTheClockAnewWhenAContainerRecovers() {
        World world = new World(spec(task("task0", 1)).build()).settle().admit().settle();
        world.waiting("train-task0-0", "ErrImagePull").settle().after(Duration.ofSeconds(50));
        world.waiting("train-task0-0", "ContainerCreating").settle().after(Duration.ofSeconds(50));
        world.waiting("train-task0-0", "ErrImagePull").settle();
        assertThat(world.phase()).isEqualTo(JobPhase.PENDING);
        assertThat(world.again).contains(Duration.ofMinutes(1));
    }

    @Test
    void failsWhenNoNodeCouldEverHoldItAndNoneCame() {
        World world = new World(spec(task("task0", 2)).build()).settle();
        world.group(PodGroupPhase.PENDING, neverFits(world.now)).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.PENDING);
        assertThat(world.message()).isEqualTo("One pod asks for too much.");
        assertThat(world.again).contains(Duration.ofMinutes(10));

        world.after(Duration.ofMinutes(10)).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.FAILED);
        assertThat(world.status().state().reason()).isEqualTo("never-fits");
        assertThat(world.message()).isEqualTo("One pod asks for too much.");
        assertThat(world.group).isNull();
    }

    @Test
    void runsWhenANodeThatHoldsItComesInTime() {
        World world = new World(spec(task("task0", 1)).build()).settle();
        world.group(PodGroupPhase.PENDING, neverFits(world.now)).settle();
        world.after(Duration.ofMinutes(9)).admit().after(Duration.ofHours(1)).settle();
        world.run("train-task0-0").settle();
        assertThat(world.phase()).isEqualTo(JobPhase.RUNNING);
    }

    @Test
    void aJobThatHasRunWaitsForItsNodesToComeBack() {
        World world = started(spec(task("task0", 2)).build());
        world.vanish("train-task0-1").settle();
        world.group(PodGroupPhase.RUNNING, neverFits(world.now)).settle();
        world.after(Duration.ofHours(1)).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.RUNNING);
    }

    @Test
    void failsWhenAPodWithANodeNeverStarts() {
        World world = new World(spec(task("task0", 1)).build()).settle().admit().settle();
        world.after(Duration.ofHours(2)).waiting("train-task0-0", "ContainerCreating");
        world.place("train-task0-0").settle();
        assertThat(world.phase()).isEqualTo(JobPhase.PENDING);
        assertThat(world.again).contains(Duration.ofMinutes(30));

        world.after(Duration.ofMinutes(30)).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.FAILED);
        assertThat(world.status().state().reason()).isEqualTo("StartTimeout");
        assertThat(world.message())
                .isEqualTo(
                        "train-task0-0 was given to node node, and after 30 minutes nothing of it"
                                + " has started there (ContainerCreating)");
    }

    @Test
    void failsWhenTheNodeOfAPodNeverReportsIt() {
        World world = new World(spec(task("task0", 1)).build()).settle().admit().settle();
        world.bind("train-task0-0").settle().after(Duration.ofMinutes(30)).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.FAILED);
        assertThat(world.message()).contains("the node has not reported it");
    }

    @Test
    void failsWhenTheApiServerDoesNotTakeAPod() {
        World world = new World(spec(task("task0", 1)).build()).settle();
        world.refusals.add(new Refusal("Pod train-task0-0", "env[0].name: Invalid", world.now));
        Outcome refused = world.admit().decide();
        assertThat(refused.create()).as("tried again").hasSize(1);
        assertThat(refused.again()).contains(Duration.ofMinutes(1));
        world.realise(refused);
        assertThat(world.status().state().reason()).isEqualTo("CreateFailed");

        world.after(Duration.ofMinutes(1)).settle();
        assertThat(world.phase()).isEqualTo(JobPhase.FAILED);
        assertThat(world.message())
                .isEqualTo("Pod train-task0-0 was refused: env[0].name: Invalid");
    }

    @Test
    void aPodWithoutANodeAndOneThatPreparesHaveTime() {
        World waits = new World(spec(task("task0", 1)).build()).settle().admit().settle();
        waits.after(Duration.ofHours(9)).settle();
        assertThat(waits.phase()).isEqualTo(JobPhase.PENDING);

        World prepares = new World(spec(task("task0", 1)).build()).settle().admit().settle();
        prepares.waiting("train-task0-0", "PodInitializing").initialising("train-task0-0").settle();
        prepares.after(Duration.ofHours(9)).settle();
        assertThat(prepares.phase()).isEqualTo(JobPhase.PENDING);
    }

    private static JobSpec.Builder spec(TaskSpec... tasks) {
        return JobSpec.builder().queue("pool").tasks(List.of(tasks));
    }

    private static List<PodGroupCondition> neverFits(Instant since) {
        return Stream.of(PodGroupCondition.UNSCHEDULABLE, PodGroupCondition.UNSATISFIABLE)
                .map(type ->
                        new PodGroupCondition(
                                type,
                                "True",
                                null,
                                since,
                                "never-fits",
                                "One pod asks for too much."))
                .toList();
    }
}
