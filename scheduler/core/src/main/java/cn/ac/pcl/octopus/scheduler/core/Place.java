package cn.ac.pcl.octopus.scheduler.core;

/// A place that is promised to a pod that waits.
record Place(Pod pod, int slot) {}
