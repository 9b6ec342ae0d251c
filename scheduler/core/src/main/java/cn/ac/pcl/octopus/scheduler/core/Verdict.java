package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What rules about other pods say of the nodes of a pool to a pod, at one moment; those about the
/// pods that run, and those about the pods for which places are kept.
///
/// It costs a look at each node of the pool where the class is spread, and else nothing before a
/// node is asked about.
final class Verdict {
    /// A rule that refuses a node.
    ///
    /// @param rule as in [Reason.PodRule]
    record Refusal(String rule, String key) {}

    /// A spreading rule, and how many pods each domain has.
    private static final class Spread {
        final Kin.Spread of;
        final int[] counts;
        final int fewest;

        Spread(Kin.Spread of, List<Kin.Spread> all, BitSet scope) {
            this.of = of;
            counts = new int[of.key().size()];
            BitSet present = new BitSet();
            for (int slot = scope.nextSetBit(0); slot >= 0; slot = scope.nextSetBit(slot + 1)) {
                if (inAll(all, slot)) {
                    int domain = of.key().domain(slot);
                    present.set(domain);
                    counts[domain] += of.onNodes().near(slot);
                }
            }
            boolean few = present.cardinality() < of.rule().minDomains();
            fewest = few ? 0 : present.stream().map(domain -> counts[domain]).min().orElse(0);
        }

        private static boolean inAll(List<Kin.Spread> all, int slot) {
            for (Kin.Spread one : all) {
                if (one.key().domain(slot) < 0) {
                    return false;
                }
            }
            return true;
        }

        /// How many pods the domain of a node has, with one more; -1 when the node has no domain.
        int with(int slot) {
            int domain = of.key().domain(slot);
            return domain < 0 ? -1 : counts[domain] + (of.itself() ? 1 : 0);
        }
    }

    private final Kin kin;
    private final List<Guard.Barrier> barriers;
    private final boolean first;
    private @Nullable TopologyKey onlyKey;
    private int onlyDomain;
    private final List<Spread> required = new ArrayList<>();
    private final List<Spread> preferred = new ArrayList<>();

    Verdict(Kin kin, Pod pod, Pool pool, Neighbours neighbours) {
        this.kin = kin;
        barriers = neighbours.barriers(pod);
        first = kin.first();
        if (!kin.spread.isEmpty()) {
            BitSet scope = neighbours.scope(pod.kind, pool);
            for (boolean must : new boolean[] {true, false}) {
                List<Kin.Spread> rules =
                        kin.spread.stream().filter(it -> it.rule().required() == must).toList();
                rules.forEach(
                        rule -> (must ? required : preferred).add(new Spread(rule, rules, scope)));
            }
        }
    }

    /// This verdict, with all other domains of a label refused.
    Verdict within(TopologyKey key, int domain) {
        onlyKey = key;
        onlyDomain = domain;
        return this;
    }

    /// The rule that refuses a node; null when none does.
    @Nullable Refusal refusal(int slot) {
        PodRules rules = kin.rules;
        if (onlyKey != null && onlyKey.domain(slot) != onlyDomain) {
            return new Refusal("pod-affinity", rules.affinity().getFirst().key());
        }
        for (int i = 0; i < kin.affinity.size(); i++) {
            PodCount count = kin.affinity.get(i);
            if (count.key.domain(slot) < 0 || (!first && count.near(slot) == 0)) {
                return new Refusal("pod-affinity", rules.affinity().get(i).key());
            }
        }
        for (PodCount count : kin.antiAffinity) {
            if (count.near(slot) > 0) {
                return new Refusal("pod-anti-affinity", count.of.key());
            }
        }
        for (PodCount count : kin.averse) {
            if (count.near(slot) > 0) {
                return new Refusal("pod-anti-affinity-of-others", count.of.key());
            }
        }
        for (Spread spread : required) {
            int with = spread.with(slot);
            if (with < 0 || with - spread.fewest > spread.of.rule().maxSkew()) {
                return new Refusal("topology-spread", spread.of.rule().key());
            }
        }
        Guard.Barrier barrier = Guard.closing(barriers, slot);
        return barrier == null ? null : new Refusal("reserved", barrier.label());
    }

    /// True when nodes that are not refused differ.
    boolean prefers() {
        return !kin.wishes.isEmpty() || !preferred.isEmpty();
    }

    /// How much the pods near a node are wished for.
    long closeness(int slot) {
        long sum = 0;
        for (Kin.Wish wish : kin.wishes) {
            sum += (long) wish.weight() * wish.count().near(slot);
        }
        return sum;
    }

    /// How many of the pods from which it is spread are in the domains of a node; -1 when the node
    /// is in none.
    long crowd(int slot) {
        long sum = 0;
        for (Spread spread : preferred) {
            int with = spread.with(slot);
            if (with < 0) {
                return -1;
            }
            sum += with;
        }
        return sum;
    }
}
