package cn.ac.pcl.octopus.taskset.core;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.taskset.api.JobState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobMoveTests {
    /** Every state and every move; "-" is refused. */
    private static final String TABLE =
            """
            from       SEEN_PENDING SEEN_RUNNING SEEN_SUCCEEDED SEEN_FAILED SEEN_TERMINATED REFUSED STOP_ASKED LOST
            PREPARING  PENDING      RUNNING      SUCCEEDED      FAILED      STOPPED         FAILED  STOPPED    STOPPED
            PENDING    PENDING      RUNNING      SUCCEEDED      FAILED      STOPPED         FAILED  STOPPED    STOPPED
            RUNNING    RUNNING      RUNNING      SUCCEEDED      FAILED      STOPPED         FAILED  STOPPED    STOPPED
            SUSPENDED  PENDING      RUNNING      SUCCEEDED      FAILED      STOPPED         FAILED  STOPPED    STOPPED
            UNKNOWN    PENDING      RUNNING      SUCCEEDED      FAILED      STOPPED         FAILED  STOPPED    STOPPED
            SUCCEEDED  -            -            -              -           -               -       -          -
            FAILED     -            -            -              -           -               -       -          -
            STOPPED    -            -            -              -           -               -       -          -
            """;

    @Test
    void leadsFromEveryStateWhereTheTableSays() {
        List<String> lines =
                Stream.concat(
                                Stream.of(header()),
                                Arrays.stream(JobState.values()).map(JobMoveTests::row))
                        .toList();
        assertThat(lines).isEqualTo(TABLE.lines().map(line -> line.replaceAll(" +", " ")).toList());
    }

    private static String header() {
        return "from "
                + Arrays.stream(JobMove.values())
                        .map(JobMove::name)
                        .collect(Collectors.joining(" "));
    }

    private static String row(JobState state) {
        return state
                + " "
                + Arrays.stream(JobMove.values())
                        .map(move -> move.from(state).map(JobState::name).orElse("-"))
                        .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, SEEN_PENDING",
        "RESTARTING, SEEN_PENDING",
        "RUNNING, SEEN_RUNNING",
        "COMPLETED, SEEN_SUCCEEDED",
        "SUCCEEDED, SEEN_SUCCEEDED",
        "FAILED, SEEN_FAILED",
        "ABORTING, SEEN_FAILED",
        "ABORTED, SEEN_FAILED",
        "TERMINATED, SEEN_TERMINATED",
        "COMPLETING,",
        "TERMINATING,",
        "UNKNOWN,"
    })
    void readsEveryPhaseAsTheTableSays(JobPhase phase, JobMove move) {
        assertThat(JobMove.seen(phase).orElse(null)).isEqualTo(move);
    }

    @Test
    void knowsEveryPhase() {
        assertThat(JobPhase.values()).hasSize(12);
    }

    @Test
    void writesStatesInLowerCaseAndReadsAnyCase() {
        for (JobState state : JobState.values()) {
            assertThat(state.text()).isEqualTo(state.name().toLowerCase(Locale.ROOT));
            assertThat(JobState.of(state.text())).isEqualTo(state);
        }
    }
}
