package cn.ac.pcl.octopus.scheduler.core;

/// Other pods that a pod would like to be near to, or far from.
///
/// @param weight -100 to 100: how much each of them counts; below zero to stay away
public record PreferredPods(int weight, PodTerm term) {
    public PreferredPods {
        weight = Math.clamp(weight, -100, 100);
    }
}
