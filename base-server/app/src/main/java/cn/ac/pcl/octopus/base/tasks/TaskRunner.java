package cn.ac.pcl.octopus.base.tasks;

import cn.ac.pcl.octopus.base.Refusal;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Says to db-scheduler what the features said to this package.
 *
 * <p>What cannot run at this moment is put back, which db-scheduler counts as a success: it has not
 * failed, however often that happens.
 */
final class TaskRunner {
    private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);

    private static final Duration PUT_BACK = Duration.ofSeconds(2);

    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final BulkPermits bulk;
    private final BackgroundTasks tasks;

    TaskRunner(TasksProperties properties, BackgroundTasks tasks) {
        this.bulk = new BulkPermits(properties.bulk());
        this.tasks = tasks;
    }

    <T> Task<T> of(BackgroundTask<T> task) {
        return Tasks.custom(task.name(), task.dataType())
                .onFailure((complete, operations) -> failed(task, complete, operations))
                .onDeadExecutionRevive()
                .execute((instance, _) -> end(task, instance));
    }

    RecurringTask<Void> of(RecurringWork work) {
        return Tasks.recurring(work.name(), FixedDelay.of(work.every()))
                .execute((instance, context) -> turn(work));
    }

    private <T> CompletionHandler<T> end(BackgroundTask<T> task, TaskInstance<T> instance) {
        try {
            return runAlone(task, instance);
        } catch (NotNowException busy) {
            log.debug("{} {} is put back: {}", task.name(), instance.getId(), busy.getMessage());
            return (complete, operations) ->
                    operations.reschedule(complete, complete.getTimeDone().plus(PUT_BACK));
        }
    }

    /**
     * After an outage of the database a task may be taken for dead although this process still
     * works on it; it is not begun a second time beside itself.
     */
    private <T> CompletionHandler<T> runAlone(BackgroundTask<T> task, TaskInstance<T> instance) {
        var key = instance.getTaskAndInstance();
        if (!running.add(key)) {
            throw new NotNowException("this process is still at it");
        }
        try {
            var whom = task.bulkFor(instance.getData());
            if (whom.isPresent()) {
                return runAmongFew(task, instance, whom.get());
            }
            run(task, instance.getData());
            return (_, operations) -> operations.remove();
        } finally {
            running.remove(key);
        }
    }

    /** What finds no permit lines up once it is put back, since it can be called only then. */
    private <T> CompletionHandler<T> runAmongFew(
            BackgroundTask<T> task, TaskInstance<T> instance, String whom) {
        var id = TaskInstanceId.of(instance.getTaskName(), instance.getId());
        if (!bulk.tryTake(id, whom)) {
            return (complete, operations) -> {
                operations.reschedule(complete, complete.getTimeDone().plus(bulk.rest()));
                bulk.lineUp(id, whom);
            };
        }
        try {
            run(task, instance.getData());
            return (_, operations) -> operations.remove();
        } finally {
            bulk.giveBack(whom);
            callNext();
        }
    }

    /**
     * Has the first in line run that is still there: another process may have done the work. Who
     * cannot be called comes by itself, and the task that gave its permit back has ended as it has.
     */
    private void callNext() {
        try {
            Optional<TaskInstanceId> next;
            do {
                next = bulk.next();
            } while (next.isPresent() && !tasks.hasten(next.get()));
        } catch (RuntimeException e) {
            log.debug("The next in line cannot be called", e);
        }
    }

    private static <T> void run(BackgroundTask<T> task, T data) {
        try {
            task.run(data);
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkFailed(e);
        } catch (Exception e) {
            throw new WorkFailed(e);
        }
    }

    private static void turn(RecurringWork work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.warn("{} failed and is repeated in {}: {}", work.name(), work.every(), reason(e));
            log.debug("{} failed", work.name(), e);
        }
    }

    private static <T> void failed(
            BackgroundTask<T> task, ExecutionComplete complete, ExecutionOperations<T> operations) {
        var execution = complete.getExecution();
        var cause =
                complete.getCause().map(TaskRunner::unwrap).orElseGet(IllegalStateException::new);
        var failures = execution.consecutiveFailures + 1;
        var data = task.dataType().cast(execution.taskInstance.getData());
        var retry = task.retry(data);
        if (!(cause instanceof Refusal) && !retry.isOver(failures)) {
            var pause = retry.pauseAfter(failures);
            // What fails once is often over a moment later, such as the last use of what is
            // removed.
            log.makeLoggingEventBuilder(failures == 1 ? Level.INFO : Level.WARN)
                    .log(
                            "{} {} failed {} times and is repeated in {}: {}",
                            task.name(),
                            execution.getId(),
                            failures,
                            pause,
                            reason(cause));
            log.debug("{} {} failed", task.name(), execution.getId(), cause);
            operations.reschedule(complete, complete.getTimeDone().plus(pause));
            return;
        }
        try {
            task.giveUp(data, cause);
            log.warn("{} {} is given up", task.name(), execution.getId(), cause);
            operations.remove();
        } catch (RuntimeException e) {
            log.error("{} {} cannot store its failure", task.name(), execution.getId(), e);
            operations.reschedule(complete, complete.getTimeDone().plus(retry.longest()));
        }
    }

    /** The innermost message; the whole story is for debugging, since this may come every turn. */
    private static String reason(Throwable thrown) {
        var root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return thrown.getCause() == null ? thrown.toString() : thrown.getMessage() + ": " + root;
    }

    private static Throwable unwrap(Throwable thrown) {
        return thrown instanceof WorkFailed failed
                ? Optional.ofNullable(failed.getCause()).orElse(failed)
                : thrown;
    }

    private static final class WorkFailed extends RuntimeException {
        WorkFailed(Exception cause) {
            super(cause);
        }
    }
}
