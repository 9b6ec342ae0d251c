package cn.ac.pcl.octopus.taskset;

/** A moment of a job was stored. */
public record JobRecorded(String jobId) {}
