package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has become of one task of a job.
 *
 * @param name the task's name
 * @param phase Pending, Running, Completed or Failed
 * @param phaseMessage why, for its user
 * @param transitionTime since when it is in this phase
 * @param state the role's end, {@code RoleSucceeded} or {@code RoleFailed}; absent before
 * @param replicaStatus one entry a replica, by index
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RoleStatus(
        String name,
        JobPhase phase,
        @Nullable String phaseMessage,
        @Nullable Instant transitionTime,
        @Nullable String state,
        List<ReplicaStatus> replicaStatus) {

    public RoleStatus {
        name = name == null ? "" : name;
        phase = phase == null ? JobPhase.PENDING : phase;
        replicaStatus = Absent.toEmpty(replicaStatus);
    }
}
