package cn.ac.pcl.octopus.base.storage;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Whether store and volume can be used. They are looked at all the time, and what the newest look
 * found is told, so that a disk or a store that hangs holds up nobody who asks. Looking also makes
 * the store's bucket, so that a store which is put up late or emptied is soon ready.
 */
@Component("storage")
class StorageHealth implements HealthIndicator, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(StorageHealth.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration PAUSE_WHILE_AWAY = Duration.ofSeconds(1);

    /** A look that lasts longer has met something that hangs. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

    private final ObjectStore store;
    private final SharedVolume volume;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean running;
    private volatile Look newest;

    /** What was found, and when the look began. */
    private record Look(Instant began, Health found) {}

    StorageHealth(ObjectStore store, SharedVolume volume, Clock clock) {
        this.store = store;
        this.volume = volume;
        this.clock = clock;
        this.newest = new Look(clock.instant(), away("Nobody has looked yet"));
    }

    @Override
    public Health health() {
        var look = newest;
        var oldest = clock.instant().minus(PAUSE).minus(LONGEST_LOOK);
        return look.began().isBefore(oldest)
                ? away("The object store or the shared volume hangs")
                : look.found();
    }

    @Override
    public void start() {
        running = true;
        Thread.ofVirtual().name("storage-health").start(this::keepLooking);
    }

    @Override
    public void stop() {
        running = false;
        stopped.countDown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void keepLooking() {
        try {
            do {
                var before = newest.found().getStatus();
                newest = new Look(clock.instant(), look());
                var now = newest.found().getStatus();
                if (!now.equals(before)) {
                    log.info("Storage is {} {}", now, newest.found().getDetails());
                }
            } while (!stopped.await(pause().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration pause() {
        return newest.found().getStatus().equals(Status.UP) ? PAUSE : PAUSE_WHILE_AWAY;
    }

    private Health look() {
        if (!volume.writable()) {
            return away("The shared volume cannot be written to");
        }
        try {
            store.ensureBucket();
            return Health.up().build();
        } catch (IOException | RuntimeException unreachable) {
            return away("The object store does not answer");
        }
    }

    private static Health away(String reason) {
        return Health.outOfService().withDetail("reason", reason).build();
    }
}
