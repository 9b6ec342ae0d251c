package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// When and where waiting gangs find room once others have ended: those that run are let go for
/// trial, in the order of their declared ends, until the gang fits.
final class Openings {
    private final PoolState state;
    private final Attempt attempt;
    private final Instant now;

    Openings(PoolState state, Attempt attempt, Instant now) {
        this.state = state;
        this.attempt = attempt;
        this.now = now;
    }

    /// The first opening for a gang.
    ///
    /// @param impatient true when those without a declared end are to go too
    /// @return null when there is none
    @Nullable Kept find(Pool pool, Gang gang, Line line, boolean impatient) {
        try (Journal _ = state.tryOut()) {
            return search(pool, gang, line, impatient);
        }
    }

    private @Nullable Kept search(Pool pool, Gang gang, Line line, boolean impatient) {
        Nodes nodes = state.nodes;
        for (int slot : pool.members()) {
            if (nodes.allowance(slot) != null) {
                // Kept for another pool's gang: nothing of it can be promised twice.
                nodes.setAllowance(slot, Allowance.nothing(nodes.symbols));
            }
        }
        List<Ending> endings = endings(pool, gang, impatient);
        int i = 0;
        Instant at = now;
        while (true) {
            if (attempt.possible(pool, gang)) {
                Kept kept = reserve(pool, gang, line, at.equals(Instant.MAX) ? null : at);
                if (kept != null) {
                    return kept;
                }
            }
            if (i == endings.size()) {
                return null;
            }
            at = endings.get(i).at();
            do {
                nodes.discharge(endings.get(i++).pod());
                // Those without a known end go one by one: as few as needed.
            } while (i < endings.size()
                    && endings.get(i).at().equals(at)
                    && !at.equals(Instant.MAX));
        }
    }

    /// True when certain places are good for a gang at its moment, as far as that can be told from
    /// the ends that are declared now. Asked while nothing is kept there.
    boolean comesTrue(Pool pool, Kept kept) {
        Instant until = kept.until == null ? Instant.MAX : kept.until;
        Instant moment = until.isBefore(now) ? now : until;
        try (Journal _ = state.tryOut()) {
            for (Ending ending : endings(pool, kept.gang, kept.until == null)) {
                if (!ending.at().isAfter(moment)) {
                    state.nodes.discharge(ending.pod());
                }
            }
            return attempt.fitsAt(pool, kept.places);
        }
    }

    /// Who may be in the way of a gang and goes one day, the first to end first.
    ///
    /// @param all true for those without a declared end too
    private List<Ending> endings(Pool pool, Gang gang, boolean all) {
        Nodes nodes = state.nodes;
        // Domains of rules may be wider than the pool.
        boolean ruled = nodes.neighbours.fingerprint(gang.waiting.values()) != null;
        List<Ending> endings = new ArrayList<>();
        for (int slot : ruled ? nodes.slots() : pool.members()) {
            if (ruled || nodes.allowance(slot) == null) {
                for (Pod pod = nodes.firstPod(slot); pod != null; pod = pod.nextOnNode) {
                    Ending ending = Ending.of(pod, now);
                    if (pod.gang != null && (all || ending.declared())) {
                        endings.add(ending);
                    }
                }
            }
        }
        endings.sort(null);
        return endings;
    }

    /// Places the gang for trial, and notes where, and what that leaves on each of its nodes.
    private @Nullable Kept reserve(Pool pool, Gang gang, Line line, @Nullable Instant until) {
        Nodes nodes = state.nodes;
        TreeMap<Integer, Allowance> left = new TreeMap<>();
        List<Place> places = new ArrayList<>();
        try (Journal _ = state.tryOut()) {
            List<Pod> placed = attempt.find(pool, gang);
            if (placed.isEmpty()) {
                return null;
            }
            for (Pod pod : placed) {
                places.add(new Place(pod, pod.node));
            }
            for (Place place : places) {
                left.computeIfAbsent(
                        place.slot(),
                        slot -> new Allowance(nodes.freeRow(slot), Kept.classesAt(slot, places)));
            }
        }
        int[] slots = new int[left.size()];
        @Nullable Allowance[] allowance = new Allowance[slots.length];
        int i = 0;
        for (var entry : left.entrySet()) {
            slots[i] = entry.getKey();
            allowance[i++] = entry.getValue();
        }
        return new Kept(gang, line.key, until, places, slots, allowance, nodes);
    }
}
