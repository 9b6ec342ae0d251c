package cn.ac.pcl.octopus.local.cluster.server;

/**
 * How a write is meant.
 *
 * @param manager who is recorded as the owner of the changed fields
 * @param force an apply takes contested fields instead of failing
 */
record WriteOptions(String manager, boolean force) {
    /** The control plane's own writes. */
    static final WriteOptions INTERNAL = new WriteOptions("octopus-control-plane", false);
}
