package cn.ac.pcl.octopus.taskset.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkQueueTests {
    private final LinkedBlockingQueue<String> done = new LinkedBlockingQueue<>();
    private WorkQueue queue = new WorkQueue(0, _ -> Optional.empty());

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void survivesErrorsOfItsWorkAndComesBackToTheKey() throws Exception {
        var first = new CountDownLatch(1);
        start(
                1,
                key -> {
                    done.add(key);
                    if (key.equals("deep") && first.getCount() > 0) {
                        first.countDown();
                        throw new StackOverflowError("deep");
                    }
                    return Optional.empty();
                });
        queue.add("deep");
        queue.add("other");
        assertThat(List.of(take(), take(), take())).containsExactly("deep", "other", "deep");
    }

    @Test
    void mergesEqualKeysThatWait() throws Exception {
        var go = new CountDownLatch(1);
        start(
                1,
                key -> {
                    done.add(key);
                    await(go);
                    return Optional.empty();
                });
        queue.add("a");
        assertThat(take()).isEqualTo("a");
        queue.add("a");
        queue.add("a");
        queue.add("b");
        queue.add("b");
        go.countDown();
        assertThat(List.of(take(), take())).containsExactlyInAnyOrder("a", "b");
        queue.add("end");
        assertThat(take()).isEqualTo("end");
    }

    @Test
    void comesBackOnceAfterTheNewestPauseThatWasAskedFor() throws Exception {
        var pauses = new LinkedBlockingQueue<>(List.of(Duration.ofHours(1), Duration.ofMillis(50)));
        start(
                1,
                key -> {
                    done.add(key);
                    return Optional.ofNullable(pauses.poll());
                });
        queue.add("a");
        assertThat(take()).isEqualTo("a");
        queue.add("a");
        assertThat(List.of(take(), take())).containsExactly("a", "a");
        assertThat(done).isEmpty();
    }

    private void start(int workers, Function<String, Optional<Duration>> work) {
        queue = new WorkQueue(workers, work);
    }

    private String take() throws InterruptedException {
        return String.valueOf(done.poll(20, TimeUnit.SECONDS));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
