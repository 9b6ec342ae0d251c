package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;

/// A part of a pool in which places are sought: one domain of its topology, or all of it.
///
/// @param level -1 for all of the pool
record Site(Pool pool, int level, int domain) {
    static Site all(Pool pool) {
        return new Site(pool, -1, -1);
    }

    /// The best node with room for one pod, -1 when there is none.
    int best(PodClass kind) {
        return level < 0
                ? pool.ranking(kind).best()
                : pool.domains().ranking(kind).bestIn(level, domain);
    }

    /// The best node with room for one pod that rules about other pods do not refuse, -1 when there
    /// is none.
    int best(PodClass kind, Verdict verdict) {
        if (level < 0) {
            Ranking ranking = pool.ranking(kind);
            return ranking.best(0, ranking.size(), verdict);
        }
        return pool.domains()
                .ranking(kind)
                .best(
                        pool.domains().from(level, domain),
                        pool.domains().to(level, domain),
                        verdict);
    }

    /// The slots of its nodes.
    int[] nodes() {
        return level < 0
                ? pool.members()
                : Arrays.copyOfRange(
                        pool.domains().members(),
                        pool.domains().from(level, domain),
                        pool.domains().to(level, domain));
    }

    /// How many pods of a class fit, when no other comes.
    long fits(PodClass kind) {
        return level < 0
                ? pool.ranking(kind).fits()
                : pool.domains().ranking(kind).fitsIn(level, domain);
    }
}
