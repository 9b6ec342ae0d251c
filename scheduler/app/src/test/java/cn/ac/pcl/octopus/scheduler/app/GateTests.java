package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GateTests {
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void dropsWhatWaitsWhenTheLeadIsLost() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (Gate gate = new Gate(leads::get, 1, 1000)) {
            gate.pass(() -> {
                calls.incrementAndGet();
                begun.countDown();
                await(end);
            });
            begun.await();
            gate.pass(calls::incrementAndGet);
            gate.pass(calls::incrementAndGet);
            leads.set(false);
            end.countDown();
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> gate.waiting() == 0);
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void isClosedWhenNothingIsUnderWayAnyMore() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Gate gate = new Gate(leads::get, 1, 1000);
        gate.pass(() -> {
            begun.countDown();
            await(end);
            calls.incrementAndGet();
        });
        begun.await();
        Thread.startVirtualThread(end::countDown);
        gate.close();
        assertThat(calls).as("the one that had begun").hasValue(1);
        gate.pass(calls::incrementAndGet);
        gate.passAgain(1, calls::incrementAndGet);
        assertThat(calls).hasValue(1);
    }

    @Test
    void pausesGrowToALimit() {
        assertThat(Gate.pause(1)).isEqualTo(Duration.ofMillis(200));
        assertThat(Gate.pause(2)).isEqualTo(Duration.ofMillis(400));
        assertThat(Gate.pause(100)).isEqualTo(Duration.ofMillis(12_800));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
