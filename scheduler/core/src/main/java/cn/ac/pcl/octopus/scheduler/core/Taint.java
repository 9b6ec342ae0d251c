package cn.ac.pcl.octopus.scheduler.core;

/// A mark on a node that keeps away pods that do not tolerate it.
public record Taint(String key, String value, Effect effect) {
    /// What the taint does to a pod that does not tolerate it.
    public enum Effect {
        /// It is not placed here.
        NO_SCHEDULE,
        /// It is placed here only when no other node is as good.
        PREFER_NO_SCHEDULE,
        /// It is not placed here; who runs here already is the node controller's business.
        NO_EXECUTE
    }
}
