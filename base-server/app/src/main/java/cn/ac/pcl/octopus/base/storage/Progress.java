package cn.ac.pcl.octopus.base.storage;

/** Hears how far long work is. */
@FunctionalInterface
interface Progress {
    /** Hears nothing. */
    Progress NONE = _ -> {};

    /** {@code bytes} more have been dealt with. */
    void advance(long bytes);
}
