package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds places for the pods of one gang after another.
///
/// Guarantees: a gang gets all the places it needs at once, or none; a gang of pods of one class
/// without rules about other pods gets them whenever they exist.
final class Attempt {
    /// The hardest to place first: most devices, then most cores, then most memory, then by name.
    private static final Comparator<Pod> HARDEST =
            Comparator.comparingLong((Pod pod) -> -devices(pod.kind))
                    .thenComparingLong(pod -> -pod.kind.amountOf(Symbols.CPU))
                    .thenComparingLong(pod -> -pod.kind.amountOf(Symbols.MEMORY))
                    .thenComparing(pod -> pod.id);

    private final PoolState state;
    private final List<Placement> placements = new ArrayList<>();

    Attempt(PoolState state) {
        this.state = state;
    }

    List<Placement> placements() {
        return placements;
    }

    /// Places what a gang needs, or, when it runs already, whatever more of it fits.
    ///
    /// @return false when nothing was placed
    boolean start(Pool pool, Gang gang) {
        if (gang.need() == 0) {
            return grow(pool, gang);
        }
        List<Pod> placed = find(pool, gang);
        placed.forEach(this::note);
        return !placed.isEmpty();
    }

    /// False when a waiting gang cannot start whatever else is tried.
    boolean possible(Pool pool, Gang gang) {
        return enoughOfEach(pool, first(gang)) || !oneClass(gang.waiting.values());
    }

    private static List<Pod> first(Gang gang) {
        return gang.waiting.values().stream().limit(gang.need()).sorted(HARDEST).toList();
    }

    /// Places what a waiting gang needs, and tells nobody.
    ///
    /// @return the pods that were placed, none when not all that are needed fit
    List<Pod> find(Pool pool, Gang gang) {
        int need = gang.need();
        List<Pod> wanted = first(gang);
        List<Pod> placed =
                enoughOfEach(pool, wanted) ? placeAll(pool, wanted, need) : new ArrayList<>();
        if (!placed.isEmpty() || oneClass(gang.waiting.values())) {
            return placed;
        }
        // Another order may do, and when more wait than are needed any of them will.
        List<Pod> easiest = gang.waiting.values().stream().sorted(HARDEST.reversed()).toList();
        return placeAll(pool, easiest, need);
    }

    private boolean grow(Pool pool, Gang gang) {
        Set<PodClass> full = new HashSet<>();
        boolean grown = false;
        for (Pod pod : List.copyOf(gang.waiting.values())) {
            if (!full.contains(pod.kind)) {
                if (place(pool, pod)) {
                    note(pod);
                    grown = true;
                } else {
                    full.add(pod.kind);
                }
            }
        }
        return grown;
    }

    /// A cheap test first: is there room for the pods of each class, when the others are forgotten?
    private static boolean enoughOfEach(Pool pool, List<Pod> pods) {
        Map<PodClass, Integer> counts = new HashMap<>();
        for (Pod pod : pods) {
            counts.merge(pod.kind, 1, Integer::sum);
        }
        for (Map.Entry<PodClass, Integer> entry : counts.entrySet()) {
            if (pool.ranking(entry.getKey()).fits() < entry.getValue()) {
                return false;
            }
        }
        return true;
    }

    private List<Pod> placeAll(Pool pool, List<Pod> pods, int need) {
        List<Pod> placed = new ArrayList<>(need);
        try (Journal journal = state.tryOut()) {
            for (Pod pod : pods) {
                if (placed.size() < need && place(pool, pod)) {
                    placed.add(pod);
                } else if (placed.size() < need && pods.size() == need) {
                    return new ArrayList<>();
                }
            }
            if (placed.size() < need) {
                return new ArrayList<>();
            }
            journal.commit();
        }
        return placed;
    }

    private boolean place(Pool pool, Pod pod) {
        int node = pool.ranking(pod.kind).best();
        if (node < 0) {
            return false;
        }
        state.pods.place(pod, state.nodes.spec(node).name(), -1);
        state.nodes.spendAllowance(pod.kind, node);
        return true;
    }

    private void note(Pod pod) {
        state.pools.stir();
        Gang gang = pod.gang;
        String node = pod.nodeName;
        if (gang != null && node != null) {
            placements.add(new Placement(pod.id, gang.id, node, pod.device));
        }
    }

    private static boolean oneClass(Collection<Pod> pods) {
        PodClass only = pods.iterator().next().kind;
        return pods.stream().allMatch(pod -> pod.kind == only);
    }

    private static long devices(PodClass kind) {
        long sum = (long) kind.shareMilli;
        for (int i = 0; i < kind.need.length; i++) {
            sum += kind.need[i] > Symbols.MEMORY ? kind.amount[i] * DeviceShare.WHOLE : 0;
        }
        return sum;
    }
}
