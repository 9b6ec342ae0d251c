package cn.ac.pcl.octopus.scheduler.core;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of a node.
///
/// @param unschedulable nothing new is placed here: cordoned, or not ready
/// @param allocatable what pods may use of it, without what the system keeps
public record NodeSpec(
        String name,
        Map<String, String> labels,
        List<Taint> taints,
        boolean unschedulable,
        Resources allocatable) {
    public NodeSpec {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
    }

    public static NodeSpec of(String name, Map<String, String> labels, Resources allocatable) {
        return new NodeSpec(name, labels, List.of(), false, allocatable);
    }

    /// The value of a label, null when the node lacks it; its name under [LabelRule#NODE_NAME].
    @Nullable String label(String key) {
        return key.equals(LabelRule.NODE_NAME) ? name : labels.get(key);
    }

    public NodeSpec withTaints(List<Taint> changed) {
        return new NodeSpec(name, labels, changed, unschedulable, allocatable);
    }

    public NodeSpec withUnschedulable(boolean changed) {
        return new NodeSpec(name, labels, taints, changed, allocatable);
    }
}
