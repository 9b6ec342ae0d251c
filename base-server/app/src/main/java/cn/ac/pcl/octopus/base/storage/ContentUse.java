package cn.ac.pcl.octopus.base.storage;

/** A veto against removing content; whoever has reasons against it has a bean of it. */
public interface ContentUse {
    /** Whether a directory is still needed: a job mounts it, or it is still to be copied. */
    boolean needs(VolumePath place);
}
