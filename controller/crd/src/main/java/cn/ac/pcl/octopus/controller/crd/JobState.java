package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The job's phase and why.
 *
 * @param phase where it is
 * @param reason one word for machines
 * @param message a sentence for its user
 * @param lastTransitionTime since when it is in this phase
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobState(
        JobPhase phase,
        @Nullable String reason,
        @Nullable String message,
        @Nullable Instant lastTransitionTime) {

    public JobState {
        phase = phase == null ? JobPhase.PENDING : phase;
    }
}
