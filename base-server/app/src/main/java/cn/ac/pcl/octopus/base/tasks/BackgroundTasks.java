package cn.ac.pcl.octopus.base.tasks;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Schedules persisted work. */
@Component
public class BackgroundTasks {
    private final SchedulerClient client;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    BackgroundTasks(SchedulerClient client, ApplicationEventPublisher events, Clock clock) {
        this.client = client;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Has a task run soon after the current transaction commits, and not at all if it does not.
     *
     * @param task name of the task
     * @param instance what tells this run from others of the task, at most 100 characters; while
     *     one is pending or running, the same one is not scheduled again
     * @return false if it was pending or running already
     */
    public <T> boolean schedule(String task, String instance, T data) {
        return schedule(task, instance, data, Duration.ZERO);
    }

    /** The same, after some time. */
    public <T> boolean schedule(String task, String instance, T data, Duration after) {
        var added =
                client.scheduleIfNotExists(
                        new TaskInstance<>(task, instance, data), clock.instant().plus(after));
        events.publishEvent(new TaskScheduled());
        return added;
    }

    /**
     * Has a task that was to run later run now.
     *
     * @return false when it runs already, or has ended
     */
    boolean hasten(TaskInstanceId task) {
        try {
            client.reschedule(task, clock.instant());
        } catch (TaskInstanceException untimely) {
            return false;
        }
        events.publishEvent(new TaskScheduled());
        return true;
    }

    /** Whether a task is pending or running. */
    public boolean isScheduled(String task, String instance) {
        return client.getScheduledExecution(TaskInstanceId.of(task, instance)).isPresent();
    }

    /** Wakes the scheduler of this process up. */
    record TaskScheduled() {}
}
