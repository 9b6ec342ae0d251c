package cn.ac.pcl.octopus.base.tasks;

import cn.ac.pcl.octopus.base.Refusal;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says to db-scheduler what the features said to this package. */
final class TaskRunner {
    private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);

    private static final Set<String> RUNNING = ConcurrentHashMap.newKeySet();

    private TaskRunner() {}

    static <T> Task<T> of(BackgroundTask<T> task) {
        return Tasks.oneTime(task.name(), task.dataType())
                .onFailure((complete, operations) -> failed(task, complete, operations))
                .onDeadExecutionRevive()
                .execute((instance, context) -> runAlone(task, instance));
    }

    static RecurringTask<Void> of(RecurringWork work) {
        return Tasks.recurring(work.name(), FixedDelay.of(work.every()))
                .execute((instance, context) -> turn(work));
    }

    /**
     * After an outage of the database a task may be taken for dead although this process still
     * works on it; it is not begun a second time beside itself.
     */
    private static <T> void runAlone(BackgroundTask<T> task, TaskInstance<T> instance) {
        var key = instance.getTaskAndInstance();
        if (!RUNNING.add(key)) {
            throw new IllegalStateException("This process is still at it");
        }
        try {
            run(task, instance.getData());
        } finally {
            RUNNING.remove(key);
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
        if (!(cause instanceof Refusal) && !task.retry().isOver(failures)) {
            var pause = task.retry().pauseAfter(failures);
            log.warn(
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
            operations.reschedule(complete, complete.getTimeDone().plus(task.retry().longest()));
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
