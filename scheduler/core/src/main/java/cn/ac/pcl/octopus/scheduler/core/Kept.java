package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The places kept for a waiting gang, and on each of their nodes how much others may still take
/// who stay longer than the gang can wait.
final class Kept {
    final Gang gang;

    /// What the gang's line must have in common with it; null when the room is to be given up.
    final Line.@Nullable Key key;

    final @Nullable Instant until;

    /// Where its pods have been found to fit, in the order in which they were placed.
    final List<Place> places;

    final int[] slots;
    final long[] @Nullable [] allowance;
    private final int[] versions;

    Kept(
            Gang gang,
            Line.@Nullable Key key,
            @Nullable Instant until,
            List<Place> places,
            int[] slots,
            long[] @Nullable [] allowance,
            Nodes nodes) {
        this.gang = gang;
        this.key = key;
        this.until = until;
        this.places = List.copyOf(places);
        this.slots = slots;
        this.allowance = allowance;
        versions = new int[slots.length];
        for (int i = 0; i < slots.length; i++) {
            versions[i] = nodes.version(slots[i]);
        }
    }

    /// False once the gang is served or another one, or one of its pods or a node is not what it
    /// was.
    boolean holds(Nodes nodes) {
        Line line = gang.line;
        if (line == null || !line.key.equals(key)) {
            return false;
        }
        for (Place place : places) {
            if (gang.waiting.get(place.pod().id) != place.pod()) {
                return false;
            }
        }
        for (int i = 0; i < slots.length; i++) {
            if (!nodes.exists(slots[i]) || nodes.version(slots[i]) != versions[i]) {
                return false;
            }
        }
        return true;
    }

    /// True when a pool has some of the nodes.
    boolean touches(Pool pool) {
        return Arrays.stream(slots).anyMatch(slot -> pool.leafOf(slot) >= 0);
    }

    /// True when a gang that starts now is gone before the room is needed.
    boolean letsPass(GangSpec spec, Instant now) {
        return until != null && spec.runTime() != null && !now.plus(spec.runTime()).isAfter(until);
    }
}
