package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Where a gang is in its life. */
public enum PodGroupPhase {
    /** Not admitted: its pods are not made yet. */
    PENDING("Pending"),
    /** Admitted: its pods may be made and wait for their places. */
    INQUEUE("Inqueue"),
    /** Enough members are placed. */
    RUNNING("Running"),
    /** It ran and lost members. */
    UNKNOWN("Unknown"),
    /** Volcano's: all members ended. */
    COMPLETED("Completed");

    private final String text;

    PodGroupPhase(String text) {
        this.text = text;
    }

    /** The text on the wire. */
    @JsonValue
    public String text() {
        return text;
    }

    @JsonCreator
    public static PodGroupPhase of(String text) {
        for (PodGroupPhase phase : values()) {
            if (phase.text.equals(text)) {
                return phase;
            }
        }
        return UNKNOWN;
    }
}
