package cn.ac.pcl.octopus.taskset.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** State of a job, of a task and of a replica; on the wire its name in lower case. */
public enum JobState {
    /** Accepted; its Job is not in the cluster yet. */
    PREPARING,
    /** In the cluster, waiting for its place. */
    PENDING,
    /** Its programs run. */
    RUNNING,
    /** Held back before it came to the cluster. */
    SUSPENDED,
    /** The cluster tells nothing. */
    UNKNOWN,
    /** Ended well. */
    SUCCEEDED,
    /** Ended badly. */
    FAILED,
    /** Ended because somebody stopped it. */
    STOPPED;

    /** The state that a text names, whatever its case. */
    @JsonCreator
    public static JobState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Whether this state is never left. */
    public boolean isFinal() {
        return this == SUCCEEDED || this == FAILED || this == STOPPED;
    }

    /** Text of this state on the wire. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
