package cn.ac.pcl.octopus.base.api;

/** State of a training job, of a sub-task and of a replica, as the portals know it. */
public enum TrainingStatus implements WireText {
    /** Accepted; the cluster has not taken it yet. */
    PREPARING,
    /** In the cluster, waiting for its place. */
    PENDING,
    /** Its programs run. */
    RUNNING,
    /** Ended well. */
    SUCCEEDED,
    /** Ended badly; the reason is told. */
    FAILED,
    /** Ended because somebody stopped it. */
    STOPPED,
    /** Held back before it came to the cluster. */
    SUSPENDED,
    /** The cluster tells nothing. */
    UNKNOWN;

    /** Whether this state is never left. */
    public boolean isFinal() {
        return this == SUCCEEDED || this == FAILED || this == STOPPED;
    }
}
