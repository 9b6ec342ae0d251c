package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;
import java.util.List;

/// How many of certain pods run in each domain of a label.
final class PodCount {
    /// Which pods are counted, by which label.
    sealed interface Of {
        String key();

        /// True for pods of a class in a namespace.
        boolean counts(PodShape shape, String namespace);
    }

    /// Pods that match all of these.
    record Matching(List<PodSelector> all, String key) implements Of {
        Matching(PodTerm term) {
            this(List.of(term.pods()), term.key());
        }

        @Override
        public boolean counts(PodShape shape, String namespace) {
            for (PodSelector selector : all) {
                if (!selector.matches(namespace, shape.labels())) {
                    return false;
                }
            }
            return true;
        }
    }

    /// Pods that must be near to those of a term.
    record Attached(PodTerm term) implements Of {
        @Override
        public String key() {
            return term.key();
        }

        @Override
        public boolean counts(PodShape shape, String namespace) {
            return shape.pods().affinity().contains(term);
        }
    }

    /// Pods that must not be near to those of a term.
    record Averse(PodTerm term) implements Of {
        @Override
        public String key() {
            return term.key();
        }

        @Override
        public boolean counts(PodShape shape, String namespace) {
            return shape.pods().antiAffinity().contains(term);
        }
    }

    /// Pods that would like to be near to those of a term, or not.
    record Wishing(PreferredPods preferred) implements Of {
        @Override
        public String key() {
            return preferred.term().key();
        }

        @Override
        public boolean counts(PodShape shape, String namespace) {
            return shape.pods().preferred().contains(preferred);
        }
    }

    final Of of;
    final TopologyKey key;

    /// How many classes need it.
    int users;

    private int[] counts = {};
    private long total;

    /// Equal while each domain has as many as before, whatever was done and undone in between.
    private long fingerprint;

    private final long weight;

    PodCount(Of of, TopologyKey key) {
        this.of = of;
        this.key = key;
        weight = mix(of.hashCode());
    }

    /// Of the domain of a node; zero when the node has none.
    int near(int slot) {
        int domain = key.domain(slot);
        return domain < 0 || domain >= counts.length ? 0 : counts[domain];
    }

    /// Of all domains.
    long total() {
        return total;
    }

    long fingerprint() {
        return fingerprint;
    }

    void add(int slot, int change) {
        int domain = key.domain(slot);
        if (domain >= 0) {
            if (domain >= counts.length) {
                counts = Arrays.copyOf(counts, Math.max(8, domain * 2));
            }
            counts[domain] += change;
            total += change;
            fingerprint += weight * mix(domain) * change;
        }
    }

    /// Spreads numbers that are close to each other over all bits.
    private static long mix(int number) {
        long mixed = (number + 1L) * 0x9E3779B97F4A7C15L;
        return (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L | 1;
    }
}
