package cn.ac.pcl.octopus.base.api;

/** A value that the two REST surfaces write as a number. */
public interface WireNumber {
    /** Number of this value on the wire. */
    int number();
}
