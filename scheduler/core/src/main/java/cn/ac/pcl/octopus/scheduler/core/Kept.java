package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
    final @Nullable Allowance[] allowance;

    /// Keeps away whoever could not be near to its pods.
    final Guard guard;

    private final int[] versions;

    /// [Neighbours#fingerprint] of the gang's pods when the places were last found to be good.
    private @Nullable Long neighbours;

    Kept(
            Gang gang,
            Line.@Nullable Key key,
            @Nullable Instant until,
            List<Place> places,
            int[] slots,
            @Nullable Allowance[] allowance,
            Nodes nodes) {
        this.gang = gang;
        this.key = key;
        this.until = until;
        this.places = List.copyOf(places);
        this.slots = slots;
        this.allowance = allowance;
        guard = new Guard(places);
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

    /// The classes of the pods that will come to a node.
    static List<PodClass> classesAt(int slot, List<Place> places) {
        return places.stream()
                .filter(place -> place.slot() == slot)
                .map(place -> place.pod().kind)
                .distinct()
                .toList();
    }

    /// True when the gang has rules about other pods.
    boolean isRuled() {
        return places.stream().anyMatch(place -> !place.pod().kind.shape.pods().isEmpty());
    }

    private @Nullable Long fingerprint(Nodes nodes) {
        return nodes.neighbours.fingerprint(gang.waiting.values());
    }

    /// True when pods at which the gang's rules look came or went since the places were found.
    boolean stirred(Nodes nodes) {
        return !Objects.equals(neighbours, fingerprint(nodes));
    }

    /// Notes that the places are good as things are now, or that it has to be seen whether they
    /// are.
    void setGood(boolean good, Nodes nodes, UndoLog undo) {
        Long before = neighbours;
        undo.log(() -> neighbours = before);
        Long now = fingerprint(nodes);
        neighbours = good ? now : Long.valueOf(now == null ? 0 : now + 1);
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
