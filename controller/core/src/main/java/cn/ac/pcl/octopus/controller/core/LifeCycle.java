package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.JobPhase;

/** The legal moves of a job. An action that is not legal in a phase changes nothing. */
final class LifeCycle {

    private LifeCycle() {}

    /**
     * Where an action takes a job.
     *
     * @param retriesLeft whether the job may restart once more
     */
    static JobPhase on(JobPhase phase, Action action, boolean retriesLeft) {
        return switch (phase) {
            case PENDING, RUNNING ->
                    switch (action) {
                        case RESTART_JOB -> retriesLeft ? JobPhase.RESTARTING : JobPhase.FAILED;
                        case TASK_SET_FAILED -> JobPhase.FAILED;
                        case TASK_SET_SUCCEEDED -> JobPhase.COMPLETED;
                        default -> stopping(phase, action);
                    };
            case RESTARTING -> stopping(phase, action);
            case ABORTING, ABORTED ->
                    switch (action) {
                        case RESUME_JOB -> JobPhase.RESTARTING;
                        case TERMINATE_JOB -> JobPhase.TERMINATING;
                        default -> phase;
                    };
            case COMPLETING, TERMINATING, COMPLETED, TERMINATED, FAILED -> phase;
            // Roles and replicas have these two, a job never.
            case SUCCEEDED, UNKNOWN -> phase;
        };
    }

    private static JobPhase stopping(JobPhase phase, Action action) {
        return switch (action) {
            case ABORT_JOB -> JobPhase.ABORTING;
            case TERMINATE_JOB -> JobPhase.TERMINATING;
            case COMPLETE_JOB -> JobPhase.COMPLETING;
            default -> phase;
        };
    }

    /** Where a job is once nothing of it is alive any more. */
    static JobPhase settled(JobPhase phase) {
        return switch (phase) {
            case RESTARTING -> JobPhase.PENDING;
            case ABORTING -> JobPhase.ABORTED;
            case COMPLETING -> JobPhase.COMPLETED;
            case TERMINATING -> JobPhase.TERMINATED;
            default -> phase;
        };
    }

    /** Whether pods are made and kept in this phase; in all others they are stopped. */
    static boolean isActive(JobPhase phase) {
        return phase == JobPhase.PENDING || phase == JobPhase.RUNNING;
    }

    /** Whether a job in this phase has ended; an aborted one may still be resumed. */
    static boolean hasEnded(JobPhase phase) {
        return phase.isFinal() || phase == JobPhase.ABORTED;
    }
}
