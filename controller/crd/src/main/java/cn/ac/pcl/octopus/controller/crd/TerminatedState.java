package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How a container ended.
 *
 * @param exitCode 0 when well
 * @param exitMessage its last words
 * @param signal the signal that ended it; absent or 0 when none did
 * @param reason the kubelet's reason, such as {@code OOMKilled}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TerminatedState(
        Integer exitCode,
        @Nullable String exitMessage,
        @Nullable Integer signal,
        @Nullable String reason) {

    public TerminatedState {
        exitCode = Absent.toZero(exitCode);
    }
}
