package cn.ac.pcl.octopus.base.database;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Migrates the database as soon as it answers. The process starts without it, reports itself not
 * ready, and tries again until it succeeds; only then {@link SchemaReady} is published and work
 * begins.
 */
@Component("schema")
public class SchemaGate implements FlywayMigrationStrategy, SmartLifecycle, HealthIndicator {
    private static final Logger log = LoggerFactory.getLogger(SchemaGate.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ApplicationEventPublisher events;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean running;
    private volatile String reason = "The database has not answered yet";
    private volatile @Nullable Flyway flyway;

    SchemaGate(ApplicationEventPublisher events) {
        this.events = events;
    }

    /** Boot calls this while the context starts; the work is put off. */
    @Override
    public void migrate(Flyway flyway) {
        this.flyway = flyway;
    }

    @Override
    public void start() {
        running = true;
        Thread.ofVirtual().name("schema").start(this::migrateWhenPossible);
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

    public boolean isReady() {
        return ready.getCount() == 0;
    }

    /** Whether the schema became ready within a time. */
    public boolean await(Duration time) throws InterruptedException {
        return ready.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Health health() {
        return isReady()
                ? Health.up().build()
                : Health.outOfService().withDetail("reason", reason).build();
    }

    private void migrateWhenPossible() {
        var pause = FIRST_PAUSE;
        while (running) {
            try {
                prepare();
                return;
            } catch (RuntimeException | Error e) { // nobody else would begin it again
                reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                log.warn("The database cannot be made ready yet: {}", reason);
            }
            if (pausedOrStopped(pause)) {
                return;
            }
            var doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }
    }

    /** Every step may be repeated; listeners must be so too. */
    private void prepare() {
        var known = flyway;
        if (known != null) {
            known.migrate();
        }
        events.publishEvent(new SchemaReady());
        ready.countDown();
        log.info("The database is ready");
    }

    private boolean pausedOrStopped(Duration pause) {
        try {
            return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
