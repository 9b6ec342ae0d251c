package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a job; written by the controller alone.
 *
 * @param state phase and reason
 * @param minAvailable how many pods must run together
 * @param pending pods that have not started
 * @param running pods that run
 * @param succeeded pods that ended well
 * @param failed pods that ended badly
 * @param terminating pods that are being deleted
 * @param unknown pods whose node does not answer
 * @param version number of the attempt; pods carry it, and those of an earlier one no longer count
 * @param retryCount how often the job was restarted
 * @param controlledResources plug-ins that were applied
 * @param createdAt when the job was first seen
 * @param startAt when enough pods had started for the first time
 * @param finishAt when it ended
 * @param toEvict accepted for compatibility; not written
 * @param privileger accepted for compatibility; not written
 * @param roleStatus one entry a task
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobStatus(
        JobState state,
        Integer minAvailable,
        Integer pending,
        Integer running,
        Integer succeeded,
        Integer failed,
        Integer terminating,
        Integer unknown,
        Integer version,
        Integer retryCount,
        Map<String, String> controlledResources,
        @Nullable Instant createdAt,
        @Nullable Instant startAt,
        @Nullable Instant finishAt,
        @Nullable Boolean toEvict,
        @Nullable String privileger,
        List<RoleStatus> roleStatus) {

    /** The status of a job that the controller has not seen yet. */
    public static final JobStatus NONE =
            new JobStatus(
                    new JobState(JobPhase.PENDING, null, null, null),
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    Map.of(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.of());

    public JobStatus {
        state = state == null ? new JobState(JobPhase.PENDING, null, null, null) : state;
        minAvailable = Absent.toZero(minAvailable);
        pending = Absent.toZero(pending);
        running = Absent.toZero(running);
        succeeded = Absent.toZero(succeeded);
        failed = Absent.toZero(failed);
        terminating = Absent.toZero(terminating);
        unknown = Absent.toZero(unknown);
        version = Absent.toZero(version);
        retryCount = Absent.toZero(retryCount);
        controlledResources = Absent.toEmpty(controlledResources);
        roleStatus = Absent.toEmpty(roleStatus);
    }

    /** The status of a job, also of one that has none yet. */
    public static JobStatus of(Job job) {
        JobStatus status = job.getStatus();
        return status == null ? NONE : status;
    }
}
