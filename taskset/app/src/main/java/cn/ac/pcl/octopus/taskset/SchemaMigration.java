package cn.ac.pcl.octopus.taskset;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/**
 * Brings the schema up to date as soon as there is a database, so that the service starts without
 * one. Until then the service is alive, but not ready.
 */
@Component("schema")
public class SchemaMigration implements SmartLifecycle, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Flyway flyway;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean migrated;
    private volatile boolean running;

    SchemaMigration(Flyway flyway) {
        this.flyway = flyway;
    }

    @Override
    public void start() {
        running = true;
        Thread.ofVirtual().name("schema-migration").start(this::migrate);
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

    /** Whether the tables are there; nothing works before. */
    public boolean isReady() {
        return migrated;
    }

    @Override
    public Health health() {
        return migrated ? Health.up().build() : Health.down().build();
    }

    private void migrate() {
        String last = "";
        try {
            do {
                try {
                    flyway.migrate();
                    migrated = true;
                    LOG.info("The schema is up to date");
                    return;
                } catch (RuntimeException | Error e) { // nobody else would begin it again
                    String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                    if (!text.equals(last)) {
                        LOG.warn("The schema cannot be brought up to date yet: {}", text);
                        last = text;
                    }
                }
            } while (!stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps the start of the context from migrating. */
    @Configuration(proxyBeanMethods = false)
    static class Later {
        @Bean
        FlywayMigrationStrategy later() {
            return flyway -> {};
        }
    }
}
