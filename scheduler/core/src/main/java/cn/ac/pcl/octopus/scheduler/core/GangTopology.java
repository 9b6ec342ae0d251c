package cn.ac.pcl.octopus.scheduler.core;

import org.jspecify.annotations.Nullable;

/// How close to each other the pods of a gang run: inside one domain of a level of the pool's
/// topology ([PoolSpec#levels]).
///
/// The narrowest level that is looked at is the preferred one. While no domain of a level has room
/// for all, the next wider one is looked at, up to the required one; where none is required, up to
/// the whole pool. A preferred level that is wider than the required one, or that the pool does not
/// have, counts as the required one.
///
/// @param required all pods run in one domain of this level, or none does; null for no limit
/// @param preferred where to begin; null to begin at the required level
public record GangTopology(@Nullable String required, @Nullable String preferred) {
    public GangTopology {
        required = required == null || required.isBlank() ? null : required;
        preferred = preferred == null || preferred.isBlank() ? null : preferred;
    }

    /// All pods in one domain of this level.
    public static GangTopology within(String level) {
        return new GangTopology(level, null);
    }

    /// All pods in one domain of this level if there is room, else as near as it goes.
    public static GangTopology near(String level) {
        return new GangTopology(null, level);
    }

    public GangTopology withPreferred(@Nullable String changed) {
        return new GangTopology(required, changed);
    }

    boolean isEmpty() {
        return required == null && preferred == null;
    }
}
