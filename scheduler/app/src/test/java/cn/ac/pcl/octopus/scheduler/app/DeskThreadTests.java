package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeskThreadTests {
    @Test
    void goesOnAfterAnError() throws InterruptedException {
        var done = new CountDownLatch(1);
        try (var desk = new DeskThread("test")) {
            desk.post(() -> {
                throw new StackOverflowError("deep");
            });
            desk.post(done::countDown);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void repeatsWhatFailedOnce() throws InterruptedException {
        var turns = new CountDownLatch(3);
        try (var desk = new DeskThread("test")) {
            desk.every(
                    Duration.ofMillis(1),
                    () -> {
                        turns.countDown();
                        throw new AssertionError("each time");
                    });
            assertThat(turns.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
