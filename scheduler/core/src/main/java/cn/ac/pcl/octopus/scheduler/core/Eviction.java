package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;

/// End this pod early, for another gang.
///
/// @param gang whose pod it is
/// @param inFavourOf who needs the space
/// @param step what to do now
/// @param deadline when the pod is ended, at the latest
public record Eviction(PodId pod, GangId gang, GangId inFavourOf, Step step, Instant deadline) {
    /// An eviction begins with a notice, and ends with the deletion or is taken back.
    public enum Step {
        /// Tell the pod that it will end at the deadline, so that it can save its work.
        NOTICE,
        /// The deadline has come: delete the pod.
        DELETE,
        /// The space is not needed any more: take the notice back.
        CANCEL
    }
}
