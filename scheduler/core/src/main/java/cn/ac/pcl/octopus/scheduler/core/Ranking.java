package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;

/// The nodes of one pool in the order in which one class of pods prefers them: a tournament over
/// the pool's nodes, sorted by name, so that of equal scores the first name wins.
///
/// It costs O(log n) for each node that changed since it was asked last, and nothing for the
/// others.
final class Ranking {
    private static final double REFUSED = Double.NEGATIVE_INFINITY;

    private final Pool pool;
    private final PodClass kind;
    private final Nodes nodes;

    private int[] members = {};
    private int leaves = 1;
    private int[] best = {};
    private long[] fits = {};
    private double[] score = {};
    private double[] preference = {};
    private int[] version = {};
    private int poolVersion = -1;
    private long seen;

    Ranking(Pool pool, PodClass kind, Nodes nodes) {
        this.pool = pool;
        this.kind = kind;
        this.nodes = nodes;
    }

    /// The best node with room for one pod, -1 when there is none.
    int best() {
        catchUp();
        int leaf = best[1];
        return leaf < 0 ? -1 : members[leaf];
    }

    /// How many pods of the class fit on all nodes together.
    long fits() {
        catchUp();
        return fits[1];
    }

    private void catchUp() {
        if (poolVersion != pool.version()
                || nodes.sequence() - seen > leaves / 4 + 8
                || !nodes.remembers(seen)) {
            rebuild();
        } else {
            for (; seen < nodes.sequence(); seen++) {
                int slot = nodes.changedAt(seen);
                int leaf = slot < 0 ? -1 : pool.leafOf(slot);
                if (leaf >= 0) {
                    evaluate(leaf);
                    for (int i = (leaves + leaf) >> 1; i >= 1; i >>= 1) {
                        combine(i);
                    }
                }
            }
        }
    }

    private void rebuild() {
        if (poolVersion != pool.version()) {
            poolVersion = pool.version();
            members = pool.members();
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
        seen = nodes.sequence();
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
        score[leaf] = count > 0 ? pool.score().of(kind, node, nodes) + preference[leaf] : REFUSED;
    }

    private void combine(int i) {
        int left = best[2 * i];
        int right = best[2 * i + 1];
        best[i] = right < 0 || (left >= 0 && score[left] >= score[right]) ? left : right;
        fits[i] = fits[2 * i] + fits[2 * i + 1];
    }
}
