package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What may happen to a job that a policy can answer. */
public enum JobEvent {
    /** Any of the others. */
    ANY("*"),
    /** A pod ended with an error. */
    POD_FAILED("PodFailed"),
    /** A pod was deleted by someone else. */
    POD_EVICTED("PodEvicted"),
    /** The pod group lost members, or an event that is not known here. */
    UNKNOWN("Unknown"),
    /** A role has succeeded (Volcano's name of {@link #ROLE_SUCCEEDED}). */
    TASK_COMPLETED("TaskCompleted"),
    /** Something changed. */
    OUT_OF_SYNC("OutOfSync"),
    /** Someone gave a command. */
    COMMAND_ISSUED("CommandIssued"),
    /** The job's spec changed. */
    JOB_UPDATED("JobUpdated"),
    /** A role has failed. */
    ROLE_FAILED("RoleFailed"),
    /** A role has succeeded. */
    ROLE_SUCCEEDED("RoleSucceeded"),
    /** A role has ended, either way. */
    ROLE_COMPLETED("RoleCompleted");

    private final String text;

    JobEvent(String text) {
        this.text = text;
    }

    /** The text on the wire. */
    @JsonValue
    public String text() {
        return text;
    }

    @JsonCreator
    public static JobEvent of(String text) {
        for (JobEvent event : values()) {
            if (event.text.equals(text)) {
                return event;
            }
        }
        return UNKNOWN;
    }
}
