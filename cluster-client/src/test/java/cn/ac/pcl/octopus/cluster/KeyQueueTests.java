package cn.ac.pcl.octopus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class KeyQueueTests {

    private static final long LIMIT = 10;

    private final BlockingQueue<String> looked = new LinkedBlockingQueue<>();

    @Test
    void looksAtNothingBeforeItIsOpenAndMergesEqualKeys() throws InterruptedException {
        try (KeyQueue<String> queue = new KeyQueue<>(2, this::note)) {
            queue.add("a");
            queue.add("a");
            queue.add("b");
            assertThat(queue.depth()).isEqualTo(2);
            assertThat(looked).isEmpty();
            queue.setOpen(true);
            assertThat(next()).isIn("a", "b");
            assertThat(next()).isIn("a", "b");
            queue.add("end");
            assertThat(next()).isEqualTo("end");
        }
    }

    @Test
    void handsAKeyToOneWorkerAndBringsItOnceMoreWhenItWasAddedMeanwhile()
            throws InterruptedException {
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (KeyQueue<String> queue =
                new KeyQueue<>(
                        4,
                        key -> {
                            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                            looked.add(key);
                            if (!mayEnd.await(LIMIT, TimeUnit.SECONDS)) {
                                throw new IllegalStateException("waited in vain");
                            }
                            atOnce.decrementAndGet();
                            return Optional.empty();
                        })) {
            queue.setOpen(true);
            queue.add("a");
            assertThat(next()).isEqualTo("a");
            queue.add("a");
            queue.add("a");
            mayEnd.countDown();
            assertThat(next()).isEqualTo("a");
            assertThat(most).hasValue(1);
            assertThat(looked).isEmpty();
        }
    }

    @Test
    void bringsAKeyAgainUntilTheLookSucceeds() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger(3);
        try (KeyQueue<String> queue =
                new KeyQueue<>(
                        1,
                        key -> {
                            looked.add(key);
                            if (failures.getAndDecrement() > 0) {
                                throw new IllegalStateException("not yet");
                            }
                            return Optional.empty();
                        })) {
            queue.setOpen(true);
            queue.add("a");
            for (int i = 0; i < 4; i++) {
                assertThat(next()).isEqualTo("a");
            }
        }
    }

    @Test
    void bringsAKeyAgainWhenTheLookAsksForIt() throws InterruptedException {
        AtomicInteger times = new AtomicInteger();
        try (KeyQueue<String> queue =
                new KeyQueue<>(
                        1,
                        key -> {
                            looked.add(key);
                            return times.incrementAndGet() < 3
                                    ? Optional.of(Duration.ofMillis(1))
                                    : Optional.empty();
                        })) {
            queue.setOpen(true);
            queue.add("a");
            assertThat(next()).isEqualTo("a");
            assertThat(next()).isEqualTo("a");
            assertThat(next()).isEqualTo("a");
        }
    }

    @Test
    void keepsTheEarlierOfTwoAlarms() throws InterruptedException {
        try (KeyQueue<String> queue = new KeyQueue<>(1, this::note)) {
            queue.setOpen(true);
            queue.addAfter("a", Duration.ofHours(1));
            queue.addAfter("a", Duration.ofMillis(1));
            queue.addAfter("a", Duration.ofHours(2));
            assertThat(next()).isEqualTo("a");
        }
    }

    @Test
    void losesNeitherKeyNorWorkerToAnError() throws InterruptedException {
        AtomicInteger times = new AtomicInteger();
        try (KeyQueue<String> queue =
                new KeyQueue<>(
                        1,
                        key -> {
                            note(key);
                            if (times.incrementAndGet() == 1) {
                                throw new StackOverflowError("deep");
                            }
                            return Optional.empty();
                        })) {
            queue.setOpen(true);
            queue.add("a");
            assertThat(next()).isEqualTo("a");
            assertThat(next()).isEqualTo("a");
        }
    }

    @Test
    void isClosedWhenNothingIsInHandAnyMore() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        KeyQueue<String> queue =
                new KeyQueue<>(
                        1,
                        key -> {
                            begun.countDown();
                            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                            ended.set(true);
                            return Optional.empty();
                        });
        queue.setOpen(true);
        queue.add("a");
        begun.await();
        queue.close();
        assertThat(ended).isTrue();
    }

    private Optional<Duration> note(String key) {
        looked.add(key);
        return Optional.empty();
    }

    private String next() throws InterruptedException {
        String key = looked.poll(LIMIT, TimeUnit.SECONDS);
        assertThat(key).as("looked at in time").isNotNull();
        return String.valueOf(key);
    }
}
