package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;

/// The nodes of a pool as one class of pods prefers them, domain by domain, and how many of its
/// pods fit into each domain.
///
/// It costs O(levels × log n) for each node that changed since it was asked last; to choose a
/// domain costs a look at the number of each domain of one level.
final class DomainRanking extends Ranking {
    private final Domains domains;

    /// How many pods fit into a domain: `room[level][domain]`.
    private long[][] room = {};

    /// The greatest of each level; -1 when it has to be found anew.
    private long[] most = {};

    DomainRanking(Domains domains, PodClass kind, Nodes nodes) {
        super(domains, kind, nodes);
        this.domains = domains;
    }

    /// How many pods fit into the domain of a level that has the most room.
    long most(int level) {
        catchUp();
        if (most[level] < 0) {
            most[level] = Arrays.stream(room[level]).max().orElse(0);
        }
        return most[level];
    }

    /// How many pods fit into a domain.
    long fitsIn(int level, int domain) {
        catchUp();
        return room[level][domain];
    }

    /// The best node of a domain with room for one pod, -1 when there is none.
    int bestIn(int level, int domain) {
        catchUp();
        return best(domains.from(level, domain), domains.to(level, domain));
    }

    /// The domain of a level that comes next when those with room for so many pods are taken in the
    /// order of how little more they hold, then of how little the domains around them hold, then by
    /// name: what is left whole is as large as can be.
    ///
    /// @param previous the domain that came before, -1 for the first
    /// @return -1 when no other follows
    int tightest(int level, long pods, int previous) {
        catchUp();
        int tightest = -1;
        long[] here = room[level];
        for (int domain = 0; domain < here.length; domain++) {
            if (here[domain] >= pods
                    && (previous < 0 || compare(level, domain, previous) > 0)
                    && (tightest < 0 || compare(level, domain, tightest) < 0)) {
                tightest = domain;
            }
        }
        return tightest;
    }

    private int compare(int level, int one, int other) {
        if (one == other) {
            return 0;
        }
        int left = one;
        int right = other;
        for (int at = level; at >= 0; at--) {
            if (left == right) {
                break;
            }
            int order = Long.compare(room[at][left], room[at][right]);
            if (order != 0) {
                return order;
            }
            left = at == 0 ? left : domains.parent(at, left);
            right = at == 0 ? right : domains.parent(at, right);
        }
        return Integer.compare(one, other);
    }

    @Override
    void counted(int leaf, long change) {
        for (int level = 0; level < room.length; level++) {
            int domain = domains.domainOf(level, leaf);
            if (domain < 0) {
                return;
            }
            long before = room[level][domain];
            room[level][domain] = before + change;
            if (change > 0) {
                most[level] = most[level] < 0 ? -1 : Math.max(most[level], before + change);
            } else if (before == most[level]) {
                most[level] = -1;
            }
        }
    }

    @Override
    void rebuilt() {
        int levels = domains.levels();
        room = new long[levels][];
        most = new long[levels];
        Arrays.fill(most, -1);
        for (int level = 0; level < levels; level++) {
            room[level] = new long[domains.count(level)];
            for (int domain = 0; domain < room[level].length; domain++) {
                for (int l = domains.from(level, domain); l < domains.to(level, domain); l++) {
                    room[level][domain] += fitsOn(l);
                }
            }
        }
    }
}
