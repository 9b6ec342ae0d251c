package cn.ac.pcl.octopus.base.tasks;

import cn.ac.pcl.octopus.base.database.SchemaReady;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.boot.autoconfigure.Jackson3Serializer;
import com.github.kagkarlsson.scheduler.jdbc.MySQL8JdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Runs db-scheduler. Its own auto-configuration is off: it would need the database while the
 * process starts, and every task before the features that schedule it.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TasksProperties.class)
class TasksConfiguration {
    /**
     * More than tasks that move data may take, and few beside the connections to the database: the
     * requests of users want them too.
     */
    private static final int THREADS = 16;

    /** A process is taken for dead after four missed beats; then others resume its tasks. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(4);

    private static final int MISSED_BEATS = 4;

    @Bean
    SchedulerClient schedulerClient(DataSource database) {
        return SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(database))
                .serializer(serializer())
                .jdbcCustomization(new MySQL8JdbcCustomization(true))
                .build();
    }

    @Bean
    RunningScheduler runningScheduler(
            DataSource database,
            TasksProperties properties,
            BackgroundTasks scheduled,
            ObjectProvider<BackgroundTask<?>> tasks,
            ObjectProvider<RecurringWork> works) {
        var known = new ArrayList<Task<?>>();
        var runner = new TaskRunner(properties, scheduled);
        tasks.orderedStream().forEach(task -> known.add(runner.of(task)));
        var recurring = works.orderedStream().map(runner::of).toList();
        return new RunningScheduler(
                Scheduler.create(database, known)
                        .startTasks(recurring)
                        .serializer(serializer())
                        .jdbcCustomization(new MySQL8JdbcCustomization(true))
                        .schedulerName(new SchedulerName.Fixed(processName()))
                        .executorService(
                                Executors.newThreadPerTaskExecutor(
                                        Thread.ofVirtual().name("task-", 0).factory()))
                        .threads(THREADS)
                        .pollUsingLockAndFetch(0.5, 1.0)
                        .pollingInterval(Duration.ofSeconds(1))
                        .heartbeatInterval(HEARTBEAT)
                        .missedHeartbeatsLimit(MISSED_BEATS)
                        .shutdownMaxWait(Duration.ofSeconds(15))
                        .failureLogging(LogLevel.OFF, false)
                        .build());
    }

    private static Serializer serializer() {
        return new Jackson3Serializer();
    }

    private static String processName() {
        return "base-server-" + UUID.randomUUID();
    }

    /** The scheduler from the moment that its table exists to the end of the process. */
    static final class RunningScheduler implements AutoCloseable {
        private final Scheduler scheduler;
        private volatile boolean started;

        RunningScheduler(Scheduler scheduler) {
            this.scheduler = scheduler;
        }

        @EventListener
        @Order
        synchronized void start(SchemaReady ready) {
            if (!started) {
                scheduler.start();
                started = true;
            }
        }

        @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
        void wake(BackgroundTasks.TaskScheduled scheduled) {
            if (started) {
                scheduler.triggerCheckForDueExecutions();
            }
        }

        @Override
        public void close() {
            scheduler.stop();
        }
    }
}
