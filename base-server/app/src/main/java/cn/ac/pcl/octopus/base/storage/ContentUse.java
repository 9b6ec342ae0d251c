package cn.ac.pcl.octopus.base.storage;

/** A veto against removing content; whoever mounts content into pods has a bean of it. */
public interface ContentUse {
    /** Whether a job that has not ended mounts the directory. */
    boolean mounts(VolumePath place);
}
