package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Where a job, a role or a replica is in its life. */
public enum JobPhase {
    /** Waits for its place, or for its pods to start. */
    PENDING("Pending"),
    /** Enough pods have started. */
    RUNNING("Running"),
    /** Old pods are going away before the next attempt. */
    RESTARTING("Restarting"),
    /** Told to complete; the rest is stopping. */
    COMPLETING("Completing"),
    /** Ended well. */
    COMPLETED("Completed"),
    /** Told to stop; the rest is stopping. */
    ABORTING("Aborting"),
    /** Stopped; can be resumed. */
    ABORTED("Aborted"),
    /** Told to stop for good; the rest is stopping. */
    TERMINATING("Terminating"),
    /** Stopped for good. */
    TERMINATED("Terminated"),
    /** Ended badly. */
    FAILED("Failed"),
    /** A role or replica ended well. */
    SUCCEEDED("Succeeded"),
    /** Not known. */
    UNKNOWN("Unknown");

    private final String text;

    JobPhase(String text) {
        this.text = text;
    }

    /** The text on the wire. */
    @JsonValue
    public String text() {
        return text;
    }

    @JsonCreator
    public static JobPhase of(String text) {
        for (JobPhase phase : values()) {
            if (phase.text.equals(text)) {
                return phase;
            }
        }
        return UNKNOWN;
    }

    /** Whether a job in this phase has ended for good and goes with its time to live. */
    public boolean isFinal() {
        return this == COMPLETED || this == FAILED || this == TERMINATED;
    }
}
