package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;

/// The nodes of one pool in the order in which one class of pods prefers them: a tournament over
/// the pool's nodes, so that of equal scores the first in their [NodeOrder] wins.
///
/// It costs O(log n) for each node that changed since it was asked last, and nothing for the
/// others.
class Ranking {
    private static final double REFUSED = Double.NEGATIVE_INFINITY;

    private final NodeOrder order;
    private final PodClass kind;
    private final Nodes nodes;

    private int[] members = {};
    private int leaves = 1;
    private int[] best = {};
    private long[] fits = {};
    private double[] score = {};
    private double[] preference = {};
    private int[] version = {};
    private int orderVersion = -1;
    private long seen;

    Ranking(NodeOrder order, PodClass kind, Nodes nodes) {
        this.order = order;
        this.kind = kind;
        this.nodes = nodes;
    }

    /// The best node with room for one pod, -1 when there is none.
    int best() {
        catchUp();
        int leaf = best[1];
        return leaf < 0 ? -1 : members[leaf];
    }

    /// The best node with room for one pod among those from one place in the order to another, -1
    /// when there is none.
    int best(int from, int to) {
        catchUp();
        int left = -1;
        int right = -1;
        int high = to + leaves;
        for (int low = from + leaves; low < high; low >>= 1, high >>= 1) {
            if ((low & 1) == 1) {
                left = better(left, best[low++]);
            }
            if ((high & 1) == 1) {
                right = better(best[--high], right);
            }
        }
        int leaf = better(left, right);
        return leaf < 0 ? -1 : members[leaf];
    }

    /// The best node with room for one pod that rules about other pods do not refuse, among those
    /// from one place in the order to another; -1 when there is none. It looks at each of them.
    int best(int from, int to, Verdict verdict) {
        catchUp();
        Preference wished = verdict.prefers() ? new Preference(from, to, verdict) : null;
        int found = -1;
        double most = REFUSED;
        for (int leaf = from; leaf < to; leaf++) {
            double all = wished == null ? score[leaf] : score[leaf] + wished.of(leaf);
            if (all > most && verdict.refusal(members[leaf]) == null) {
                most = all;
                found = leaf;
            }
        }
        return found < 0 ? -1 : members[found];
    }

    /// True when a node may be used by the class, with room or without.
    boolean accepts(int slot) {
        catchUp();
        int leaf = order.leafOf(slot);
        return leaf >= 0 && !Double.isNaN(preference[leaf]);
    }

    /// How many nodes there are in the order.
    int size() {
        catchUp();
        return members.length;
    }

    /// What the pods near it add to the score of a node, between the worst and the best of the
    /// nodes that are not refused.
    private final class Preference {
        private final Verdict verdict;
        private long farthest = Long.MAX_VALUE;
        private long closest = Long.MIN_VALUE;
        private long emptiest = Long.MAX_VALUE;
        private long fullest = Long.MIN_VALUE;

        Preference(int from, int to, Verdict verdict) {
            this.verdict = verdict;
            for (int leaf = from; leaf < to; leaf++) {
                int node = members[leaf];
                if (score[leaf] != REFUSED && verdict.refusal(node) == null) {
                    long closeness = verdict.closeness(node);
                    farthest = Math.min(farthest, closeness);
                    closest = Math.max(closest, closeness);
                    long crowd = verdict.crowd(node);
                    if (crowd >= 0) {
                        emptiest = Math.min(emptiest, crowd);
                        fullest = Math.max(fullest, crowd);
                    }
                }
            }
        }

        double of(int leaf) {
            int node = members[leaf];
            double sum = 0;
            if (closest > farthest) {
                double range = closest - farthest;
                sum += Filter.PREFERENCE * (verdict.closeness(node) - farthest) / range;
            }
            long crowd = verdict.crowd(node);
            if (crowd >= 0) {
                double range = Math.max(1, fullest - emptiest);
                sum += Filter.PREFERENCE * (fullest - crowd) / range;
                // Whoever is in no domain is behind all that are.
                sum += fullest == emptiest ? Filter.PREFERENCE : 0;
            }
            return sum;
        }
    }

    /// How many pods of the class fit on all nodes together.
    long fits() {
        catchUp();
        return fits[1];
    }

    /// Called when more or fewer pods than before fit on a node.
    void counted(int leaf, long change) {}

    /// Called when all nodes have been judged anew.
    void rebuilt() {}

    final long fitsOn(int leaf) {
        return fits[leaves + leaf];
    }

    /// How many pods of the class fit on one node.
    long fitsAt(int slot) {
        catchUp();
        int leaf = order.leafOf(slot);
        return leaf < 0 ? 0 : fits[leaves + leaf];
    }

    final void catchUp() {
        if (orderVersion != order.version()
                || nodes.changes.count() - seen > leaves / 4 + 8
                || !nodes.changes.remember(seen)) {
            rebuild();
        } else {
            for (; seen < nodes.changes.count(); seen++) {
                int slot = nodes.changes.slotOf(seen);
                int leaf = slot < 0 ? -1 : order.leafOf(slot);
                if (leaf >= 0) {
                    long before = fits[leaves + leaf];
                    evaluate(leaf);
                    for (int i = (leaves + leaf) >> 1; i >= 1; i >>= 1) {
                        combine(i);
                    }
                    if (before != fits[leaves + leaf]) {
                        counted(leaf, fits[leaves + leaf] - before);
                    }
                }
            }
        }
    }

    private void rebuild() {
        if (orderVersion != order.version()) {
            orderVersion = order.version();
            members = order.members();
            leaves = Math.max(2, Integer.highestOneBit(Math.max(1, members.length * 2 - 1)));
            best = new int[2 * leaves];
            fits = new long[2 * leaves];
            score = new double[leaves];
            preference = new double[leaves];
            version = new int[leaves];
            Arrays.fill(best, -1);
            Arrays.fill(version, -1);
            Arrays.fill(score, REFUSED);
        }
        for (int leaf = 0; leaf < members.length; leaf++) {
            evaluate(leaf);
        }
        for (int i = leaves - 1; i >= 1; i--) {
            combine(i);
        }
        seen = nodes.changes.count();
        rebuilt();
    }

    private void evaluate(int leaf) {
        int node = members[leaf];
        if (version[leaf] != nodes.version(node)) {
            version[leaf] = nodes.version(node);
            preference[leaf] = Filter.preference(kind.shape, nodes.spec(node));
        }
        long count = Double.isNaN(preference[leaf]) ? 0 : nodes.fits(kind, node);
        fits[leaves + leaf] = count;
        best[leaves + leaf] = count > 0 ? leaf : -1;
        score[leaf] = count > 0 ? order.score().of(kind, node, nodes) + preference[leaf] : REFUSED;
    }

    private void combine(int i) {
        best[i] = better(best[2 * i], best[2 * i + 1]);
        fits[i] = fits[2 * i] + fits[2 * i + 1];
    }

    private int better(int left, int right) {
        return right < 0 || (left >= 0 && score[left] >= score[right]) ? left : right;
    }
}
