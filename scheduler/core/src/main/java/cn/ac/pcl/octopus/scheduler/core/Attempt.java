package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds places for the pods of one gang after another.
///
/// Guarantees: a gang gets all the places it needs at once, or none, and all of them at one of its
/// [Sites]; a gang of pods of one class without rules about other pods gets them whenever they
/// exist.
final class Attempt {
    /// The hardest to place first: most devices, then most cores, then most memory, then by name.
    private static final Comparator<Pod> HARDEST =
            Comparator.comparingDouble((Pod pod) -> -pod.kind.devices)
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

    /// How many pods have got a place so far.
    int started() {
        return placements.size();
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
        return !oneClass(gang.waiting.values())
                || sites(pool, gang).mostRoom(gang.waiting.firstEntry().getValue().kind)
                        >= gang.need();
    }

    /// True when a waiting gang could start now.
    boolean fits(Pool pool, Gang gang) {
        if (!possible(pool, gang)) {
            return false;
        }
        try (Journal _ = state.tryOut()) {
            return !find(pool, gang).isEmpty();
        }
    }

    /// Places a gang for which room has been made where it was promised.
    boolean startAsPromised(Pool pool, Takeover takeover) {
        try (Journal journal = state.tryOut()) {
            state.takeovers.end(takeover);
            boolean started = startAt(pool, takeover.promises);
            if (started) {
                journal.commit();
            }
            return started;
        }
    }

    /// Starts a gang at the places that were found for it earlier, beside what is kept for others
    /// there.
    ///
    /// @return false when one of them has no room any more, or a rule or a limit forbids it: then
    ///   nothing was placed
    boolean startAt(Pool pool, List<Place> places) {
        try (Journal journal = state.tryOut()) {
            if (!placeAt(pool, places)) {
                return false;
            }
            journal.commit();
        }
        places.forEach(place -> note(place.pod()));
        return true;
    }

    /// True when a gang could start at certain places.
    boolean fitsAt(Pool pool, List<Place> places) {
        try (Journal _ = state.tryOut()) {
            return placeAt(pool, places);
        }
    }

    private boolean placeAt(Pool pool, List<Place> places) {
        Nodes nodes = state.nodes;
        for (Place place : places) {
            Pod pod = place.pod();
            int slot = place.slot();
            Allowance kept = nodes.allowance(slot);
            nodes.setAllowance(slot, null);
            if (pool.ranking(pod.kind).fitsAt(slot) < 1
                    || refuses(pool, pod, slot)
                    || !withinLimits(pod)) {
                return false;
            }
            state.pods.place(pod, nodes.spec(slot).name(), -1);
            nodes.setAllowance(slot, kept);
        }
        return true;
    }

    /// True when a rule about other pods keeps a pod from a node.
    private boolean refuses(Pool pool, Pod pod, int slot) {
        Kin kin = state.nodes.neighbours.of(pod);
        return kin != null
                && new Verdict(kin, pod, pool, state.nodes.neighbours).refusal(slot) != null;
    }

    private Sites sites(Pool pool, Gang gang) {
        return new Sites(pool, gang, state.nodes);
    }

    private static List<Pod> first(Gang gang) {
        return gang.waiting.values().stream().limit(gang.need()).sorted(HARDEST).toList();
    }

    /// Places what a waiting gang needs, and tells nobody.
    ///
    /// @return the pods that were placed, none when not all that are needed fit
    List<Pod> find(Pool pool, Gang gang) {
        List<Pod> wanted = first(gang);
        if (wanted.isEmpty()) {
            return wanted;
        }
        PodClass hardest = wanted.getFirst().kind;
        // Where more wait than are needed, those that are easy to place may do.
        long room =
                gang.waiting.size() > gang.need() && !oneClass(gang.waiting.values())
                        ? 0
                        : wanted.stream().filter(pod -> pod.kind == hardest).count();
        Sites sites = sites(pool, gang);
        for (Site site = sites.next(null, hardest, room);
                site != null;
                site = sites.next(site, hardest, room)) {
            List<Pod> placed = find(site, gang, wanted);
            if (!placed.isEmpty()) {
                return placed;
            }
        }
        return new ArrayList<>();
    }

    /// Places what a waiting gang needs pod by pod, as far as that goes.
    ///
    /// @return the first pod that found no place; null when all did
    @Nullable Pod placeUntilOneFails(Site site, Gang gang) {
        List<Pod> wanted =
                gang.waiting.values().stream()
                        .limit(Math.max(1, gang.need()))
                        .sorted(HARDEST)
                        .toList();
        for (Pod pod : wanted) {
            if (!place(site, pod)) {
                return pod;
            }
        }
        return null;
    }

    private List<Pod> find(Site site, Gang gang, List<Pod> wanted) {
        int need = gang.need();
        boolean enough = enoughOfEach(site, wanted);
        List<Pod> placed = enough ? placeAll(site, wanted, need) : new ArrayList<>();
        if (enough && placed.isEmpty()) {
            placed = placeTogether(site, wanted);
        }
        boolean settled = !enough && gang.waiting.size() == need;
        if (!placed.isEmpty() || settled || oneClass(gang.waiting.values())) {
            return placed;
        }
        // Another order may do, and when more wait than are needed any of them will.
        List<Pod> easiest = gang.waiting.values().stream().sorted(HARDEST.reversed()).toList();
        return placeAll(site, easiest, need);
    }

    private boolean grow(Pool pool, Gang gang) {
        Set<PodClass> full = new HashSet<>();
        Sites sites = sites(pool, gang);
        boolean grown = false;
        for (Pod pod : List.copyOf(gang.waiting.values())) {
            if (!full.contains(pod.kind)) {
                if (placeNear(sites, pod)) {
                    note(pod);
                    grown = true;
                } else if (state.nodes.neighbours.of(pod) == null) {
                    full.add(pod.kind);
                }
            }
        }
        return grown;
    }

    private boolean placeNear(Sites sites, Pod pod) {
        for (Site site = sites.next(null, pod.kind, 1);
                site != null;
                site = sites.next(site, pod.kind, 1)) {
            if (place(site, pod)) {
                return true;
            }
        }
        return false;
    }

    /// A cheap test first: is there room for the pods of each class, when the others are forgotten?
    private static boolean enoughOfEach(Site site, List<Pod> pods) {
        Map<PodClass, Integer> counts = new HashMap<>();
        for (Pod pod : pods) {
            counts.merge(pod.kind, 1, Integer::sum);
        }
        for (Map.Entry<PodClass, Integer> entry : counts.entrySet()) {
            if (site.fits(entry.getKey()) < entry.getValue()) {
                return false;
            }
        }
        return true;
    }

    private List<Pod> placeAll(Site site, List<Pod> pods, int need) {
        List<Pod> placed = new ArrayList<>(need);
        try (Journal journal = state.tryOut()) {
            for (Pod pod : pods) {
                if (placed.size() < need && place(site, pod)) {
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

    /// Where the first of a group decides where all of it runs, each domain gets its try.
    private List<Pod> placeTogether(Site site, List<Pod> pods) {
        Pod first = pods.getFirst();
        Kin kin = state.nodes.neighbours.of(first);
        if (kin == null || !kin.first()) {
            return new ArrayList<>();
        }
        PodCount near = kin.affinity.getFirst();
        long alike = pods.stream().filter(pod -> pod.kind == first.kind).count();
        for (int domain : Beginnings.of(site, state.nodes, first.kind, alike, near)) {
            try (Journal journal = state.tryOut()) {
                Verdict verdict = verdict(kin, site, first).within(near.key, domain);
                List<Pod> placed = new ArrayList<>(pods.size());
                if (place(first, site.best(first.kind, verdict))) {
                    placed.add(first);
                    placed.addAll(placeAll(site, pods.subList(1, pods.size()), pods.size() - 1));
                }
                if (placed.size() == pods.size()) {
                    journal.commit();
                    return placed;
                }
            }
        }
        return new ArrayList<>();
    }

    private boolean place(Site site, Pod pod) {
        return place(pod, best(site, pod));
    }

    private boolean place(Pod pod, int node) {
        if (node < 0 || !withinLimits(pod)) {
            return false;
        }
        state.pods.place(pod, state.nodes.spec(node).name(), -1);
        state.nodes.spendAllowance(pod.kind, node);
        return true;
    }

    private boolean withinLimits(Pod pod) {
        Gang gang = pod.gang;
        Account account = gang == null ? null : gang.account;
        if (account == null || !account.limited()) {
            return true;
        }
        Usage asked = new Usage();
        asked.add(pod.kind, 1);
        return account.exceeded(asked, state.nodes.symbols) == null;
    }

    private int best(Site site, Pod pod) {
        Kin kin = state.nodes.neighbours.of(pod);
        return kin == null ? site.best(pod.kind) : site.best(pod.kind, verdict(kin, site, pod));
    }

    private Verdict verdict(Kin kin, Site site, Pod pod) {
        return new Verdict(kin, pod, site.pool(), state.nodes.neighbours);
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
}
