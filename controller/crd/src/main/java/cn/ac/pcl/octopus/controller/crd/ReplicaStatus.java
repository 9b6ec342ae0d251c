package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What has become of one pod of a task.
 *
 * @param index 0 for the first
 * @param name the pod's name
 * @param phase Pending, Running, Succeeded, Failed, Terminated (stopped by us) or Unknown
 * @param phaseMessage why, for its user
 * @param stopped whether it was stopped before it ended by itself
 * @param transitionTime since when it is in this phase
 * @param startAt when its container started
 * @param finishAt when its container ended
 * @param totalRetriedCount how many earlier pods this replica had
 * @param podName the pod's name
 * @param podReason the pod's own reason, such as {@code Evicted}
 * @param podUID the pod's uid
 * @param podIP its address
 * @param podHostIP its node's address
 * @param containerName the container whose end counts: the first
 * @param containerID its id
 * @param terminatedInfo how it ended; absent while it runs
 * @param earlierMillis how long its earlier pods ran, in all; an extension of ours
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReplicaStatus(
        Integer index,
        String name,
        JobPhase phase,
        @Nullable String phaseMessage,
        @Nullable Boolean stopped,
        @Nullable Instant transitionTime,
        @Nullable Instant startAt,
        @Nullable Instant finishAt,
        Integer totalRetriedCount,
        @Nullable String podName,
        @Nullable String podReason,
        @Nullable String podUID,
        @Nullable String podIP,
        @Nullable String podHostIP,
        @Nullable String containerName,
        @Nullable String containerID,
        @Nullable TerminatedState terminatedInfo,
        Long earlierMillis) {

    public ReplicaStatus {
        index = Absent.toZero(index);
        name = name == null ? "" : name;
        phase = phase == null ? JobPhase.PENDING : phase;
        totalRetriedCount = Absent.toZero(totalRetriedCount);
        earlierMillis = Absent.toZero(earlierMillis);
    }
}
