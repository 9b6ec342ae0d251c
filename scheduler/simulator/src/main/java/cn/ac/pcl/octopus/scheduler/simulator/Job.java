package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import java.time.Duration;
import java.util.List;

/// A gang that is going to be submitted, and how long it then runs.
///
/// @param gang what is announced when it is submitted, at that time
/// @param pods the shape of each of its pods
/// @param lasts how long it really runs, from the moment at which it has the pods it needs
public record Job(GangSpec gang, List<PodShape> pods, Duration lasts) {
    public Job {
        pods = List.copyOf(pods);
        if (lasts.isNegative()) {
            throw new IllegalArgumentException(gang.id() + " lasts less than nothing: " + lasts);
        }
    }
}
