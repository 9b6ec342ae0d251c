package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.taskset.api.JobState;
import java.util.Optional;

/** What may happen to a training job. */
enum TrainingEvent {
    /** The engine says that it waits for its place. */
    SEEN_PENDING,
    /** The engine says that it runs. */
    SEEN_RUNNING,
    /** The engine says that it ended well. */
    SEEN_SUCCEEDED,
    /** The engine says that it ended badly. */
    SEEN_FAILED,
    /** The engine says that it was stopped. */
    SEEN_STOPPED,
    /** The engine will never take it. */
    REFUSED,
    /** Its owner, or an administrator, stopped it. */
    STOP_ASKED,
    /** The engine knew it once and knows it no more. */
    LOST;

    /** What a state of the engine says; empty for one that says nothing. */
    static Optional<TrainingEvent> seen(JobState state) {
        return Optional.ofNullable(
                switch (state) {
                    case PREPARING, SUSPENDED, UNKNOWN -> null;
                    case PENDING -> SEEN_PENDING;
                    case RUNNING -> SEEN_RUNNING;
                    case SUCCEEDED -> SEEN_SUCCEEDED;
                    case FAILED -> SEEN_FAILED;
                    case STOPPED -> SEEN_STOPPED;
                });
    }
}
