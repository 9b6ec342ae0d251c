package cn.ac.pcl.octopus.base.tasks;

import java.util.Optional;

/**
 * A kind of persisted work; every bean of this type is known to the scheduler. A task is scheduled
 * with {@link BackgroundTasks#schedule} in the transaction that makes it necessary, so that both
 * happen or neither does.
 *
 * <p>A task runs at least once and may be cut off at any point by the end of the process, after
 * which it runs again: look at what is there, do what is missing. It keeps its progress in its
 * feature's tables, where the API shows it.
 *
 * @param <T> what the work is about; a record of ids, written as JSON
 */
public interface BackgroundTask<T> {
    /** Stable name; tasks of earlier versions are found by it. */
    String name();

    Class<T> dataType();

    /**
     * Does the work. A {@link cn.ac.pcl.octopus.base.Refusal} ends it at once, a {@link
     * NotNowException} puts it back; any other exception is a failure and has it repeated.
     */
    void run(T data) throws Exception;

    /** How failures of this very work are repeated. */
    default Retry retry(T data) {
        return Retry.USUAL;
    }

    /**
     * For whom this work moves much data, for minutes or hours; empty when it does not. A few tasks
     * of this sort run at a time ({@code octopus.tasks.bulk}), so that all other work always finds
     * a thread, and never all of them for one, so that another finds a place at once.
     */
    default Optional<String> bulkFor(T data) {
        return Optional.empty();
    }

    /**
     * Called in place of a further try, before the task is forgotten: store the failure where
     * people see it. If this throws, it is called again later.
     */
    void giveUp(T data, Throwable cause);
}
