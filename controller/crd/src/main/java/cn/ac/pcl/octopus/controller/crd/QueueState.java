package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Whether a queue takes jobs. */
public enum QueueState {
    /** Takes jobs. */
    OPEN("Open"),
    /** Takes no jobs and has none. */
    CLOSED("Closed"),
    /** Takes no new jobs; some are still in it. */
    CLOSING("Closing"),
    /** Not known. */
    UNKNOWN("Unknown");

    private final String text;

    QueueState(String text) {
        this.text = text;
    }

    /** The text on the wire. */
    @JsonValue
    public String text() {
        return text;
    }

    @JsonCreator
    public static QueueState of(String text) {
        for (QueueState state : values()) {
            if (state.text.equals(text)) {
                return state;
            }
        }
        return UNKNOWN;
    }
}
