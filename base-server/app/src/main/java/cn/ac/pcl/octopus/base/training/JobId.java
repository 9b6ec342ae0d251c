package cn.ac.pcl.octopus.base.training;

/** What the background tasks of training are about. */
record JobId(String id) {}
