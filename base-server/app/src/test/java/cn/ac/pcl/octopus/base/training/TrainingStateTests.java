package cn.ac.pcl.octopus.base.training;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.taskset.api.JobState;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingStateTests {
    /** Every state and every event; "-" is refused. */
    private static final String TABLE =
            """
            from      SEEN_PENDING SEEN_RUNNING SEEN_SUCCEEDED SEEN_FAILED SEEN_STOPPED REFUSED STOP_ASKED LOST
            PREPARING PENDING      RUNNING      SUCCEEDED      FAILED      STOPPED      FAILED  STOPPED    FAILED
            PENDING   PENDING      RUNNING      SUCCEEDED      FAILED      STOPPED      FAILED  STOPPED    FAILED
            RUNNING   -            RUNNING      SUCCEEDED      FAILED      STOPPED      -       STOPPED    FAILED
            SUCCEEDED -            -            -              -           -            -       -          -
            FAILED    -            -            -              -           -            -       -          -
            STOPPED   -            -            -              -           -            -       -          -
            """;

    @Test
    void leadsFromEveryStateWhereTheTableSays() {
        assertThat(
                        Stream.concat(
                                        Stream.of(header()),
                                        Arrays.stream(TrainingState.values())
                                                .map(TrainingStateTests::row))
                                .toList())
                .isEqualTo(TABLE.lines().map(line -> line.replaceAll(" +", " ")).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "PREPARING,",
        "SUSPENDED,",
        "UNKNOWN,",
        "PENDING, SEEN_PENDING",
        "RUNNING, SEEN_RUNNING",
        "SUCCEEDED, SEEN_SUCCEEDED",
        "FAILED, SEEN_FAILED",
        "STOPPED, SEEN_STOPPED"
    })
    void readsEveryStateOfTheEngine(JobState told, TrainingEvent event) {
        assertThat(TrainingEvent.seen(told).orElse(null)).isEqualTo(event);
    }

    private static String header() {
        return "from "
                + Arrays.stream(TrainingEvent.values())
                        .map(TrainingEvent::name)
                        .collect(Collectors.joining(" "));
    }

    private static String row(TrainingState state) {
        return state
                + " "
                + Arrays.stream(TrainingEvent.values())
                        .map(event -> state.on(event).map(TrainingState::name).orElse("-"))
                        .collect(Collectors.joining(" "));
    }
}
