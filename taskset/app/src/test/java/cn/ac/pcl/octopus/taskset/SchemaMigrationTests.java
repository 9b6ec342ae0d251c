package cn.ac.pcl.octopus.taskset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.Test;

class SchemaMigrationTests {
    @Test
    void beginsAgainHoweverAnAttemptEnds() throws InterruptedException {
        var attempts = new AtomicInteger();
        var third = new CountDownLatch(1);
        var flyway =
                new Flyway(Flyway.configure()) {
                    @Override
                    public MigrateResult migrate() {
                        switch (attempts.incrementAndGet()) {
                            case 1 -> throw new IllegalStateException();
                            case 2 -> throw new NoClassDefFoundError("a driver's");
                            default -> third.countDown();
                        }
                        return new MigrateResult("", "", "", "");
                    }
                };
        var migration = new SchemaMigration(flyway);
        migration.start();
        assertThat(third.await(20, TimeUnit.SECONDS)).isTrue();
        migration.stop();
    }
}
