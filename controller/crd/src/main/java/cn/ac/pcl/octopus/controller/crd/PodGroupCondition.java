package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One observation about a gang.
 *
 * @param type {@link #UNSCHEDULABLE}, {@link #UNSATISFIABLE} or {@link #SCHEDULED}
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param transitionID which decision made it
 * @param lastTransitionTime since when
 * @param reason one word for machines
 * @param message a sentence for the gang's user, with numbers
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodGroupCondition(
        String type,
        String status,
        @Nullable String transitionID,
        @Nullable Instant lastTransitionTime,
        @Nullable String reason,
        @Nullable String message) {

    /** Waits, and why. */
    public static final String UNSCHEDULABLE = "Unschedulable";

    /** No node of its pool could ever hold it, even if all of it were free. Ours, not Volcano's. */
    public static final String UNSATISFIABLE = "Unsatisfiable";

    /** All members that must be placed together are. */
    public static final String SCHEDULED = "Scheduled";

    public PodGroupCondition {
        type = type == null ? "" : type;
        status = status == null ? "Unknown" : status;
    }
}
