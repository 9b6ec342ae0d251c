package cn.ac.pcl.octopus.local.cluster.server;

/**
 * How a write is meant.
 *
 * @param dryRun answer as if, but store nothing
 * @param manager who is recorded as the owner of the changed fields
 * @param force an apply takes contested fields instead of failing
 */
record WriteOptions(boolean dryRun, String manager, boolean force) {
    /** The control plane's own writes. */
    static final WriteOptions INTERNAL = new WriteOptions(false, "octopus-control-plane", false);
}
