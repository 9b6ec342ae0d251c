package cn.ac.pcl.octopus.scheduler.core;

/// Bind this pod to this node.
///
/// @param device which of the node's devices the pod's share lies on, -1 when it has none
public record Placement(PodId pod, GangId gang, String node, int device) {}
