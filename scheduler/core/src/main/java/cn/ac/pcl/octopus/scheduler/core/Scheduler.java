package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;

/// Decides what to do now.
public final class Scheduler {
    private Scheduler() {}

    /// Finds places for all gangs that can start now. The placements count as made in the state
    /// from here on: a binding that holds is confirmed by [ClusterEvent.PodBound], one that failed
    /// is taken back by [ClusterEvent.PodForgotten]. Asking again without an event in between gives
    /// an empty plan.
    public static Plan schedule(PoolState state, Instant now) {
        return new Cycle(state, Times.sane(now)).run();
    }
}
