package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.List;

/// What all rules about other pods, its own and others', mean to the pods of one class in one
/// namespace.
final class Kin {
    /// A spreading rule, and the pods it is about on each node.
    ///
    /// @param itself true when a pod of the class counts too
    record Spread(SpreadRule rule, TopologyKey key, PodCount onNodes, boolean itself) {}

    /// Pods near to which a node is better or worse.
    record Wish(PodCount count, int weight) {}

    final PodRules rules;
    final long generation;

    /// The counts to which a pod of the class adds.
    final List<PodCount> counted = new ArrayList<>();

    /// Near to each of these it must be, unless there are none and it attracts itself.
    final List<PodCount> affinity = new ArrayList<>();

    boolean attractsItself;

    /// Near to none of these it may be.
    final List<PodCount> antiAffinity = new ArrayList<>();

    /// None of these bears it near.
    final List<PodCount> averse = new ArrayList<>();

    final List<Wish> wishes = new ArrayList<>();
    final List<Spread> spread = new ArrayList<>();

    Kin(PodRules rules, long generation) {
        this.rules = rules;
        this.generation = generation;
    }

    void wish(PodCount count, int weight) {
        wishes.add(new Wish(count, weight));
    }

    /// True when no rule is about it.
    boolean free() {
        return affinity.isEmpty()
                && antiAffinity.isEmpty()
                && averse.isEmpty()
                && wishes.isEmpty()
                && spread.isEmpty();
    }

    /// True when it is the first of a group: nobody is there to whom it must be near, but itself.
    boolean first() {
        return attractsItself
                && !affinity.isEmpty()
                && affinity.stream().allMatch(count -> count.total() == 0);
    }

    /// A number that differs once a node may have become acceptable by these rules.
    long fingerprint() {
        long sum = 0;
        for (PodCount count : affinity) {
            sum += count.fingerprint();
        }
        for (PodCount count : antiAffinity) {
            sum += count.fingerprint();
        }
        for (PodCount count : averse) {
            sum += count.fingerprint();
        }
        for (Spread it : spread) {
            sum += it.rule().required() ? it.onNodes().fingerprint() : 0;
        }
        return sum;
    }
}
