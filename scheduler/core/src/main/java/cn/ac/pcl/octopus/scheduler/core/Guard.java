package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps away from the places that are kept for a gang whoever could not be near to its pods by a
/// rule about other pods, theirs or its own. [Neighbours] asks it about each pod as long as it is
/// in force.
///
/// Guarantee: what starts beside it breaks no rule about the pods at these places.
final class Guard {
    /// Domains that are closed to a pod: some, or all but some.
    record Barrier(String label, TopologyKey key, BitSet domains, boolean allBut) {
        boolean closes(int slot) {
            int domain = key.domain(slot);
            return domain >= 0 && domains.get(domain) != allBut;
        }
    }

    /// All pods that are alike to rules.
    private record Kind(PodClass of, String namespace) {
        boolean matches(PodSelector selector) {
            return selector.matches(namespace, of.shape.labels());
        }
    }

    private final Map<Kind, List<Integer>> slots = new LinkedHashMap<>();
    private final Map<Kind, List<Barrier>> known = new HashMap<>();
    private long generation = -1;

    Guard(List<Place> places) {
        for (Place place : places) {
            Kind kind = new Kind(place.pod().kind, place.pod().id.namespace());
            slots.computeIfAbsent(kind, key -> new ArrayList<>()).add(place.slot());
        }
    }

    /// The domains that are closed to a pod.
    ///
    /// @param rules a number that changes with the rules of all pods
    /// @param keys the labels that these rules name
    List<Barrier> against(Pod pod, long rules, Function<String, TopologyKey> keys) {
        if (generation != rules) {
            generation = rules;
            known.clear();
        }
        return known.computeIfAbsent(
                new Kind(pod.kind, pod.id.namespace()), kind -> against(kind, keys));
    }

    /// Drops what is remembered of a class that no pod has any more.
    void forget(PodClass kind) {
        known.keySet().removeIf(known -> known.of == kind);
    }

    /// The closest barrier before a node; null when none is.
    static @Nullable Barrier closing(List<Barrier> barriers, int slot) {
        for (Barrier barrier : barriers) {
            if (barrier.closes(slot)) {
                return barrier;
            }
        }
        return null;
    }

    private List<Barrier> against(Kind newcomer, Function<String, TopologyKey> keys) {
        List<Barrier> barriers = new ArrayList<>();
        for (Entry<Kind, List<Integer>> entry : slots.entrySet()) {
            Kind kept = entry.getKey();
            PodRules rules = kept.of.shape.pods();
            List<String> closed = new ArrayList<>();
            for (PodTerm term : rules.antiAffinity()) {
                if (newcomer.matches(term.pods())) {
                    closed.add(term.key());
                }
            }
            for (PodTerm term : newcomer.of.shape.pods().antiAffinity()) {
                if (kept.matches(term.pods())) {
                    closed.add(term.key());
                }
            }
            for (SpreadRule spread : rules.spread()) {
                if (spread.required() && newcomer.matches(spread.pods())) {
                    closed.add(spread.key());
                }
            }
            closed.stream()
                    .distinct()
                    .forEach(label -> barriers.add(barrier(label, entry.getValue(), false, keys)));
            if (rules.affinity().stream().allMatch(term -> newcomer.matches(term.pods()))) {
                // Once one runs elsewhere, the kept places are not near to all any more.
                rules.affinity()
                        .forEach(term ->
                                barriers.add(barrier(term.key(), entry.getValue(), true, keys)));
            }
        }
        return barriers;
    }

    private static Barrier barrier(
            String label, List<Integer> slots, boolean allBut, Function<String, TopologyKey> keys) {
        TopologyKey key = keys.apply(label);
        BitSet domains = new BitSet();
        slots.stream().map(key::domain).filter(domain -> domain >= 0).forEach(domains::set);
        return new Barrier(label, key, domains, allBut);
    }
}
