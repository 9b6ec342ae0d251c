package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupSpec;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.scheduler.core.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GangProgressTests {
    private static final Instant NOW = Instant.parse("2026-11-25T00:00:00Z");

    /** Phase before, pods running, succeeded, failed, placed, phase after; two must start. */
    @ParameterizedTest
    @CsvSource({
        "PENDING,   0, 0, 0, false, PENDING",
        "PENDING,   0, 0, 0, true,  INQUEUE",
        "PENDING,   2, 0, 0, false, RUNNING",
        "INQUEUE,   0, 0, 0, false, INQUEUE",
        "INQUEUE,   1, 0, 0, true,  INQUEUE",
        "INQUEUE,   1, 1, 0, true,  RUNNING",
        "RUNNING,   2, 0, 0, true,  RUNNING",
        "RUNNING,   1, 0, 1, true,  RUNNING",
        "RUNNING,   0, 2, 0, true,  RUNNING",
        "RUNNING,   1, 0, 0, true,  UNKNOWN",
        "UNKNOWN,   1, 0, 0, true,  UNKNOWN",
        "UNKNOWN,   2, 0, 0, true,  RUNNING",
        "COMPLETED, 0, 0, 0, false, COMPLETED",
    })
    void movesTheGroup(
            PodGroupPhase before,
            int running,
            int succeeded,
            int failed,
            boolean placed,
            PodGroupPhase after) {
        var next =
                new GangProgress(running, succeeded, failed, placed, null, false)
                        .next(group(before, List.of()), NOW);

        assertThat(next.phase()).isEqualTo(after);
    }

    @Test
    void saysWhyItWaits() {
        var progress =
                new GangProgress(0, 0, 0, false, new Reason.Capacity("cpu", 4000, 1500), false);

        assertThat(progress.next(group(PodGroupPhase.PENDING, List.of()), NOW).conditions())
                .containsExactly(
                        new PodGroupCondition(
                                PodGroupCondition.UNSCHEDULABLE,
                                "True",
                                null,
                                NOW,
                                "capacity",
                                "The job asks for 4 CPU cores; 1.5 CPU cores are free."));
    }

    @Test
    void theSameObstacleKeepsItsTimeAndTheWholeStatus() {
        var progress = new GangProgress(0, 0, 0, false, new Reason.PoolClosed("a"), false);
        PodGroupStatus first = progress.next(group(PodGroupPhase.PENDING, List.of()), NOW);

        assertThat(progress.next(group(first.phase(), first.conditions()), NOW.plusSeconds(60)))
                .isEqualTo(first);
    }

    @Test
    void aPlacedGangIsScheduledAndNoLongerWaits() {
        var waiting =
                new GangProgress(0, 0, 0, false, new Reason.PoolClosed("a"), false)
                        .next(group(PodGroupPhase.PENDING, List.of()), NOW);

        assertThat(
                        new GangProgress(0, 0, 0, true, null, false)
                                .next(group(waiting.phase(), waiting.conditions()), NOW)
                                .conditions())
                .extracting(PodGroupCondition::type)
                .containsExactly(PodGroupCondition.SCHEDULED);
    }

    private static PodGroup group(PodGroupPhase phase, List<PodGroupCondition> conditions) {
        PodGroup group = new PodGroup();
        group.setSpec(new PodGroupSpec(2, "q", null, Map.of(), null));
        group.setStatus(new PodGroupStatus(phase, conditions, 0, 0, 0));
        return group;
    }
}
