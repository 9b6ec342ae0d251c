package cn.ac.pcl.octopus.scheduler.core;

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

    /// How many pods of a class fit, when no other comes.
    long fits(PodClass kind) {
        return level < 0
                ? pool.ranking(kind).fits()
                : pool.domains().ranking(kind).fitsIn(level, domain);
    }
}
