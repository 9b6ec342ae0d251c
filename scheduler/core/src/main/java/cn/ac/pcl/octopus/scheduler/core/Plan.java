package cn.ac.pcl.octopus.scheduler.core;

import java.util.List;

/// What to do now.
///
/// @param place pods to bind; of a gang that starts at least `minMember`, never fewer
/// @param evict pods to end early for others
/// @param hold gangs that wait and whose kind of reason is new since the plan before
public record Plan(List<Placement> place, List<Eviction> evict, List<Hold> hold) {
    public Plan {
        place = List.copyOf(place);
        evict = List.copyOf(evict);
        hold = List.copyOf(hold);
    }
}
