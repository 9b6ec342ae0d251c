package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be said to the owner of a gang that waits.
///
/// @param reason why it waits, with the numbers of this moment
/// @param position its place in the order of its pool, 1 for the first
/// @param ahead the gangs that come before it, the first of them first, ten at most
/// @param start when it starts if everybody runs as long as declared and nobody else comes; null
///   when run times do not allow to tell
public record Waiting(Reason reason, int position, List<GangId> ahead, @Nullable Instant start) {
    public Waiting {
        ahead = List.copyOf(ahead);
    }
}
