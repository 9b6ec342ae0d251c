package cn.ac.pcl.octopus.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole table of phases and actions. */
class LifeCycleTests {

    /** Columns: the actions that can move a job; all others never do. A dash: it stays. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # phase,     Abort,     Restart,    Terminate,   Complete,   Resume,    SetFailed, SetSucceeded
                    PENDING,     ABORTING,  RESTARTING, TERMINATING, COMPLETING, -,         FAILED,    COMPLETED
                    RUNNING,     ABORTING,  RESTARTING, TERMINATING, COMPLETING, -,         FAILED,    COMPLETED
                    RESTARTING,  ABORTING,  -,          TERMINATING, COMPLETING, -,         -,         -
                    ABORTING,    -,         -,          TERMINATING, -,          RESTARTING, -,        -
                    ABORTED,     -,         -,          TERMINATING, -,          RESTARTING, -,        -
                    COMPLETING,  -,         -,          -,           -,          -,         -,         -
                    TERMINATING, -,         -,          -,           -,          -,         -,         -
                    COMPLETED,   -,         -,          -,           -,          -,         -,         -
                    TERMINATED,  -,         -,          -,           -,          -,         -,         -
                    FAILED,      -,         -,          -,           -,          -,         -,         -
                    SUCCEEDED,   -,         -,          -,           -,          -,         -,         -
                    UNKNOWN,     -,         -,          -,           -,          -,         -,         -
                    """)
    void movesAsTheTableSays(
            JobPhase phase,
            String abort,
            String restart,
            String terminate,
            String complete,
            String resume,
            String setFailed,
            String setSucceeded) {
        Map<Action, String> row =
                Map.of(
                        Action.ABORT_JOB, abort,
                        Action.RESTART_JOB, restart,
                        Action.TERMINATE_JOB, terminate,
                        Action.COMPLETE_JOB, complete,
                        Action.RESUME_JOB, resume,
                        Action.TASK_SET_FAILED, setFailed,
                        Action.TASK_SET_SUCCEEDED, setSucceeded);
        for (Action action : Action.values()) {
            String cell = row.getOrDefault(action, "-");
            JobPhase expected = cell.equals("-") ? phase : JobPhase.valueOf(cell);
            assertThat(LifeCycle.on(phase, action, true))
                    .as("%s on %s", phase, action)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PENDING", "RUNNING"})
    void failsInsteadOfRestartingWithoutRetriesLeft(JobPhase phase) {
        assertThat(LifeCycle.on(phase, Action.RESTART_JOB, false)).isEqualTo(JobPhase.FAILED);
    }

    @ParameterizedTest
    @EnumSource
    void neverLeavesAnEnd(JobPhase phase) {
        if (phase.isFinal()) {
            assertThat(Arrays.stream(Action.values()))
                    .allMatch(action -> LifeCycle.on(phase, action, true) == phase);
            assertThat(LifeCycle.settled(phase)).isEqualTo(phase);
        }
    }
}
