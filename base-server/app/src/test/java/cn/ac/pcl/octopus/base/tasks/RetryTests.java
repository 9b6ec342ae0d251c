package cn.ac.pcl.octopus.base.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryTests {
    private final Retry retry = new Retry(Duration.ofSeconds(2), Duration.ofSeconds(30), 6);

    @Test
    void doublesThePauseUpToTheLongest() {
        assertThat(retry.pauseAfter(1)).hasSeconds(2);
        assertThat(retry.pauseAfter(2)).hasSeconds(4);
        assertThat(retry.pauseAfter(4)).hasSeconds(16);
        assertThat(retry.pauseAfter(5)).hasSeconds(30);
        assertThat(retry.pauseAfter(1_000_000)).hasSeconds(30);
    }

    @Test
    void endsAfterTheLastAttempt() {
        assertThat(retry.isOver(5)).isFalse();
        assertThat(retry.isOver(6)).isTrue();
        assertThat(Retry.FOR_EVER.isOver(1_000_000)).isFalse();
    }
}
