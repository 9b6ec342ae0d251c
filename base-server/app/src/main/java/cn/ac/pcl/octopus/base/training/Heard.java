package cn.ac.pcl.octopus.base.training;

/**
 * A job and the newest moment of its life that was heard of.
 *
 * @param sequence number of that moment, 0 when the task engine has told nothing yet
 */
record Heard(String id, long sequence) {}
