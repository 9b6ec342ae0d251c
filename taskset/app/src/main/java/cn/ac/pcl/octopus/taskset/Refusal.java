package cn.ac.pcl.octopus.taskset;

import cn.ac.pcl.octopus.taskset.api.JobError;

/** A call that is refused, and why. */
public final class Refusal extends RuntimeException {
    private final JobError error;

    public Refusal(JobError error, String detail) {
        super(detail);
        this.error = error;
    }

    /** The reason for machines. */
    public JobError error() {
        return error;
    }
}
