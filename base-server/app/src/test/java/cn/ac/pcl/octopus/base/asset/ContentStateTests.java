package cn.ac.pcl.octopus.base.asset;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.asset.ContentState.Event;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentStateTests {
    /** Every state and every event; a dash is a refusal. */
    @ParameterizedTest
    @CsvSource({
        "WAITING, BEGUN,  WORKING",
        "WAITING, DONE,   -",
        "WAITING, BROKEN, -",
        "WORKING, BEGUN,  -",
        "WORKING, DONE,   READY",
        "WORKING, BROKEN, FAILED",
        "READY,   BEGUN,  -",
        "READY,   DONE,   -",
        "READY,   BROKEN, -",
        "FAILED,  BEGUN,  WORKING",
        "FAILED,  DONE,   -",
        "FAILED,  BROKEN, -",
    })
    void movesAsTheTableSays(ContentState state, Event event, String next) {
        assertThat(state.on(event).map(Enum::name).orElse("-")).isEqualTo(next);
    }
}
