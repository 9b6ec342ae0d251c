package cn.ac.pcl.octopus.base.tasks;

import java.time.Duration;

/**
 * Work that is repeated for ever; every bean of this type is known to the scheduler. However many
 * processes run, one of them does it at a time. A failure is logged, and the next turn comes as
 * usual.
 */
public interface RecurringWork {
    /** Stable name. */
    String name();

    /** Pause between the end of one turn and the next. */
    Duration every();

    void run() throws Exception;
}
