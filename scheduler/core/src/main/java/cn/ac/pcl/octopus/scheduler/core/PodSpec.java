package cn.ac.pcl.octopus.scheduler.core;

import org.jspecify.annotations.Nullable;

/// What is known of one pod. A pod may be announced before it exists, to find out where its gang
/// would run: whoever announces it keeps its place until the pod is bound, forgotten or gone.
///
/// @param gang the gang it belongs to; null for a pod that others schedule and that only takes
///   space
/// @param node where it is bound; null while it waits
/// @param device which of the node's devices its share lies on, -1 when unknown or none
public record PodSpec(
        PodId id, @Nullable GangId gang, PodShape shape, @Nullable String node, int device) {
    public static PodSpec waiting(PodId id, GangId gang, PodShape shape) {
        return new PodSpec(id, gang, shape, null, -1);
    }

    /// This pod, bound to a node.
    public PodSpec on(String changed) {
        return new PodSpec(id, gang, shape, changed, device);
    }
}
