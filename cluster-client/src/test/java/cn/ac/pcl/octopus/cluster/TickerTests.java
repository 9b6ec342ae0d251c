package cn.ac.pcl.octopus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TickerTests {
    @Test
    void goesOnAfterFailuresAndErrors() throws InterruptedException {
        var turns = new CountDownLatch(3);
        try (var ticker = new Ticker("test")) {
            ticker.every(
                    Duration.ofMillis(1),
                    () -> {
                        turns.countDown();
                        if (turns.getCount() == 2) {
                            throw new IllegalStateException("once");
                        }
                        throw new StackOverflowError("deep");
                    });
            assertThat(turns.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
