package cn.ac.pcl.octopus.taskset.core;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import java.time.Instant;

/**
 * A Job as it was seen in the cluster.
 *
 * @param job the object
 * @param waiting why its pods have no place, in the scheduler's words; empty when nothing is said
 * @param at when it was seen
 */
public record Sighting(Job job, String waiting, Instant at) {
    /** Status of the Job. */
    JobStatus status() {
        return JobStatus.of(job);
    }

    /** Phase of the Job. */
    JobPhase phase() {
        return status().state().phase();
    }

    /** Whether nothing of the Job runs any more. */
    boolean isOver() {
        return switch (phase()) {
            case COMPLETED, SUCCEEDED, FAILED, ABORTED, TERMINATED -> true;
            default -> false;
        };
    }
}
