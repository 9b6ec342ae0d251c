package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which pods run in which domain, as far as rules about other pods ask for it.
///
/// What is counted are the pods that a rule of a live class looks at, and those that have such a
/// rule. [Nodes] tells of each pod that comes to a node or leaves it, and takes back what it told
/// when it is undone. Where no pod has a rule, nothing is counted and nothing is asked.
///
/// Cost: a new rule counts the pods that run once; after that each placement costs what rules are
/// about it.
final class Neighbours {
    private final Nodes nodes;
    private final Map<String, TopologyKey> keys = new HashMap<>();
    private final Map<PodCount.Of, PodCount> counts = new LinkedHashMap<>();
    private final Map<PodClass, Map<String, Kin>> kins = new HashMap<>();
    private final Map<PodClass, Map<Pool, Scope>> scopes = new HashMap<>();

    /// Those in force.
    private final Set<Guard> guards = new LinkedHashSet<>();

    /// Which rules there are, as a number that changes with them.
    private long generation;

    /// The nodes of a pool whose domains count for the spreading of a class.
    private static final class Scope {
        final BitSet slots = new BitSet();
        int poolVersion = -1;
        long labelsSeen = -1;
    }

    Neighbours(Nodes nodes) {
        this.nodes = nodes;
    }

    // ---- rules

    /// Counts what the rules of a class ask for, until [#forget].
    void know(PodClass kind) {
        for (PodCount.Of of : asked(kind.shape.pods())) {
            PodCount count = counts.get(of);
            if (count == null) {
                count = new PodCount(of, key(of.key()));
                counts.put(of, count);
                generation++;
                countAll(count);
            }
            count.users++;
        }
    }

    void forget(PodClass kind) {
        for (PodCount.Of of : asked(kind.shape.pods())) {
            PodCount count = counts.get(of);
            if (count != null && --count.users == 0) {
                counts.remove(of);
                generation++;
            }
        }
        if (counts.isEmpty()) {
            keys.clear();
            kins.clear();
        }
    }

    /// Drops what is remembered of a class that no pod has any more, with rules or without.
    void drop(PodClass kind) {
        kins.remove(kind);
        scopes.remove(kind);
        guards.forEach(guard -> guard.forget(kind));
    }

    private static List<PodCount.Of> asked(PodRules rules) {
        List<PodCount.Of> asked = new ArrayList<>();
        for (PodTerm term : rules.affinity()) {
            asked.add(new PodCount.Matching(selectors(rules), term.key()));
            asked.add(new PodCount.Attached(term));
        }
        for (PodTerm term : rules.antiAffinity()) {
            asked.add(new PodCount.Matching(term));
            asked.add(new PodCount.Averse(term));
        }
        for (PreferredPods preferred : rules.preferred()) {
            asked.add(new PodCount.Matching(preferred.term()));
            asked.add(new PodCount.Wishing(preferred));
        }
        for (SpreadRule spread : rules.spread()) {
            asked.add(onNodes(spread));
        }
        return asked;
    }

    /// A pod is near to those that match all terms at once.
    private static List<PodSelector> selectors(PodRules rules) {
        return rules.affinity().stream().map(PodTerm::pods).toList();
    }

    /// Spreading counts nodes one by one, since not all nodes of a domain need to count.
    private static PodCount.Of onNodes(SpreadRule spread) {
        return new PodCount.Matching(List.of(spread.pods()), LabelRule.NODE_NAME);
    }

    private TopologyKey key(String label) {
        TopologyKey known = keys.get(label);
        if (known == null) {
            known = new TopologyKey(label);
            for (int slot : nodes.slots.values()) {
                known.set(slot, nodes.spec(slot));
            }
            keys.put(label, known);
        }
        return known;
    }

    private void countAll(PodCount count) {
        for (int slot : nodes.slots.values()) {
            for (Pod pod = nodes.firstPod(slot); pod != null; pod = pod.nextOnNode) {
                if (count.of.counts(pod.kind.shape, pod.id.namespace())) {
                    count.add(slot, 1);
                }
            }
        }
    }

    // ---- what happens

    /// A pod came to a node, or left it.
    void moved(Pod pod, int slot, int change) {
        if (!counts.isEmpty()) {
            for (PodCount count : kin(pod).counted) {
                count.add(slot, change);
            }
        }
    }

    /// A node appeared or its labels changed.
    void labelled(int slot, NodeSpec node) {
        if (keys.isEmpty()) {
            return;
        }
        for (Pod pod = nodes.firstPod(slot); pod != null; pod = pod.nextOnNode) {
            moved(pod, slot, -1);
        }
        keys.values().forEach(key -> key.set(slot, node));
        for (Pod pod = nodes.firstPod(slot); pod != null; pod = pod.nextOnNode) {
            moved(pod, slot, 1);
        }
    }

    // ---- what can be asked

    /// What rules mean to a pod; null when none is about it, nor about it and those for whom places
    /// are kept.
    @Nullable Kin of(Pod pod) {
        if (counts.isEmpty()) {
            return null;
        }
        Kin kin = kin(pod);
        return kin.free() && barriers(pod).isEmpty() ? null : kin;
    }

    /// The domains that are closed to a pod for the sake of kept places.
    List<Guard.Barrier> barriers(Pod pod) {
        if (guards.isEmpty()) {
            return List.of();
        }
        List<Guard.Barrier> barriers = new ArrayList<>();
        guards.forEach(guard -> barriers.addAll(guard.against(pod, generation, this::key)));
        return barriers;
    }

    Set<Guard> guards() {
        return guards;
    }

    /// True when no rule is about any pod.
    boolean idle() {
        return counts.isEmpty();
    }

    /// A number that differs once rules about other pods may let one of these pods in where they
    /// did not; null when no rule is about any of them.
    @Nullable Long fingerprint(Collection<Pod> pods) {
        if (counts.isEmpty()) {
            return null;
        }
        Set<Kin> met = new HashSet<>();
        long sum = 0;
        for (Pod pod : pods) {
            Kin kin = of(pod);
            if (kin != null && met.add(kin)) {
                sum += kin.fingerprint();
            }
        }
        return met.isEmpty() ? null : sum;
    }

    /// The nodes of a pool whose domains count for the spreading of a class.
    BitSet scope(PodClass kind, Pool pool) {
        Scope scope =
                scopes.computeIfAbsent(kind, key -> new HashMap<>())
                        .computeIfAbsent(pool, key -> new Scope());
        if (scope.poolVersion != pool.version() || scope.labelsSeen != nodes.labelChanges()) {
            scope.poolVersion = pool.version();
            scope.labelsSeen = nodes.labelChanges();
            scope.slots.clear();
            for (int slot : pool.members()) {
                NodeSpec node = nodes.spec(slot);
                scope.slots.set(
                        slot,
                        Filter.SELECTOR.accepts(kind.shape, node)
                                && Filter.AFFINITY.accepts(kind.shape, node));
            }
        }
        return scope.slots;
    }

    private Kin kin(Pod pod) {
        Map<String, Kin> ofClass = kins.computeIfAbsent(pod.kind, key -> new HashMap<>());
        Kin known = ofClass.get(pod.id.namespace());
        if (known == null || known.generation != generation) {
            known = relate(pod.kind.shape, pod.id.namespace());
            ofClass.put(pod.id.namespace(), known);
        }
        return known;
    }

    private Kin relate(PodShape shape, String namespace) {
        Kin kin = new Kin(shape.pods(), generation);
        PodRules rules = shape.pods();
        for (PodTerm term : rules.affinity()) {
            kin.affinity.add(count(new PodCount.Matching(selectors(rules), term.key())));
        }
        kin.attractsItself = new PodCount.Matching(selectors(rules), "").counts(shape, namespace);
        for (PodTerm term : rules.antiAffinity()) {
            kin.antiAffinity.add(count(new PodCount.Matching(term)));
        }
        for (PreferredPods preferred : rules.preferred()) {
            kin.wish(count(new PodCount.Matching(preferred.term())), preferred.weight());
        }
        for (SpreadRule spread : rules.spread()) {
            boolean itself = spread.pods().matches(namespace, shape.labels());
            kin.spread.add(
                    new Kin.Spread(spread, key(spread.key()), count(onNodes(spread)), itself));
        }
        for (PodCount count : counts.values()) {
            if (count.of.counts(shape, namespace)) {
                kin.counted.add(count);
            }
            switch (count.of) {
                case PodCount.Matching _ -> {}
                case PodCount.Attached(PodTerm term) -> {
                    if (term.pods().matches(namespace, shape.labels())) {
                        kin.wish(count, 1);
                    }
                }
                case PodCount.Averse(PodTerm term) -> {
                    if (term.pods().matches(namespace, shape.labels())) {
                        kin.averse.add(count);
                    }
                }
                case PodCount.Wishing(PreferredPods preferred) -> {
                    if (preferred.term().pods().matches(namespace, shape.labels())) {
                        kin.wish(count, preferred.weight());
                    }
                }
            }
        }
        // Which of them is told must not depend on who was heard of first.
        kin.averse.sort(Comparator.comparing(count -> count.of.key()));
        return kin;
    }

    private PodCount count(PodCount.Of of) {
        PodCount count = counts.get(of);
        if (count == null) {
            throw new IllegalStateException("not counted: " + of);
        }
        return count;
    }
}
