package cn.ac.pcl.octopus.scheduler.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What would become of a gang if it were submitted now.
///
/// @param place where it would run; empty when it would wait
/// @param waiting what it would wait for; null when it would run
public record WhatIf(List<Placement> place, @Nullable Waiting waiting) {
    public WhatIf {
        place = List.copyOf(place);
    }
}
