package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/** What may be done with a job, or with a queue. */
public enum Action {
    /** Stop the job; it can be resumed. */
    ABORT_JOB("AbortJob"),
    /** Stop all pods and begin anew. */
    RESTART_JOB("RestartJob"),
    /** Make missing pods of the role again. */
    RESTART_TASK("RestartTask"),
    /** Stop the job for good. */
    TERMINATE_JOB("TerminateJob"),
    /** Stop what still runs and call the job completed. */
    COMPLETE_JOB("CompleteJob"),
    /** Begin an aborted job anew. */
    RESUME_JOB("ResumeJob"),
    /** Bring the pods to what the job says. */
    SYNC_JOB("SyncJob"),
    /** Volcano's internal step; the same as {@link #SYNC_JOB}. */
    ENQUEUE_JOB("EnqueueJob"),
    /** Bring the queue's status up to date. */
    SYNC_QUEUE("SyncQueue"),
    /** Let the queue take jobs again. */
    OPEN_QUEUE("OpenQueue"),
    /** Let the queue take no new jobs. */
    CLOSE_QUEUE("CloseQueue"),
    /** Call the job failed (upon the end of a role). */
    TASK_SET_FAILED("TaskSetFailed"),
    /** Call the job completed (upon the end of a role). */
    TASK_SET_SUCCEEDED("TaskSetSucceeded"),
    /** End the job as its roles have ended so far. */
    TASK_SET_COMPLETED("TaskSetCompleted"),
    /** Leave the job to its other roles. */
    NO_ACTION("NoAction");

    private final String text;

    Action(String text) {
        this.text = text;
    }

    /** The text on the wire. */
    @JsonValue
    public String text() {
        return text;
    }

    /**
     * Null for a text that is no action: such an order is ignored rather than blocking all others.
     */
    @JsonCreator
    public static @Nullable Action of(String text) {
        for (Action action : values()) {
            if (action.text.equals(text)) {
                return action;
            }
        }
        return null;
    }
}
