package cn.ac.pcl.octopus.taskset.core;

import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.taskset.api.JobState;
import java.util.Optional;

/**
 * What may happen to a job, and where it leads from each state. These are all the moves there are:
 * a final state is never left, and a job that ran does not wait again, whatever is heard late,
 * twice or in the wrong order.
 */
public enum JobMove {
    /** Its Job waits in the cluster. */
    SEEN_PENDING,
    /** Its Job runs. */
    SEEN_RUNNING,
    /** Its Job ended well. */
    SEEN_SUCCEEDED,
    /** Its Job ended badly, or is about to. */
    SEEN_FAILED,
    /** Its Job was ended by an order in the cluster. */
    SEEN_TERMINATED,
    /** The cluster refused its Job for good. */
    REFUSED,
    /** Its user, or an administrator, stopped it. */
    STOP_ASKED,
    /** Its Job is gone from the cluster. */
    LOST;

    /** The state after this, empty when the move is refused. */
    public Optional<JobState> from(JobState state) {
        return Optional.ofNullable(
                switch (state) {
                    case PREPARING, PENDING, SUSPENDED, UNKNOWN -> toward(JobState.PENDING);
                    case RUNNING -> toward(JobState.RUNNING);
                    case SUCCEEDED, FAILED, STOPPED -> null;
                });
    }

    /** What the phase of a Job says; empty for a phase on the way to another one. */
    public static Optional<JobMove> seen(JobPhase phase) {
        return Optional.ofNullable(
                switch (phase) {
                    case PENDING, RESTARTING -> SEEN_PENDING;
                    case RUNNING -> SEEN_RUNNING;
                    case COMPLETED, SUCCEEDED -> SEEN_SUCCEEDED;
                    case FAILED, ABORTING, ABORTED -> SEEN_FAILED;
                    case TERMINATED -> SEEN_TERMINATED;
                    case COMPLETING, TERMINATING, UNKNOWN -> null;
                });
    }

    private JobState toward(JobState waiting) {
        return switch (this) {
            case SEEN_PENDING -> waiting;
            case SEEN_RUNNING -> JobState.RUNNING;
            case SEEN_SUCCEEDED -> JobState.SUCCEEDED;
            case SEEN_FAILED, REFUSED -> JobState.FAILED;
            case SEEN_TERMINATED, STOP_ASKED, LOST -> JobState.STOPPED;
        };
    }
}
