package cn.ac.pcl.octopus.scheduler.core;

import java.util.List;
import java.util.Map;

/// Finds out why no one domain holds a gang that the pool as a whole has room for.
final class DomainReasons {
    private final Nodes nodes;
    private final Pool pool;
    private final Gang gang;
    private final Map<PodClass, Integer> counts;
    private Site best;
    private boolean enough;

    /// @param counts how many pods of each class must start together
    DomainReasons(Nodes nodes, Pool pool, Gang gang, Map<PodClass, Integer> counts) {
        this.nodes = nodes;
        this.pool = pool;
        this.gang = gang;
        this.counts = counts;
        best = Site.all(pool);
    }

    /// The domain with the most room.
    Site best() {
        return best;
    }

    /// True when one domain has room for the pods of each class, when the others are forgotten.
    boolean enough() {
        return enough;
    }

    Reason of(String key) {
        Domains domains = pool.domains();
        int level = domains.level(key);
        int needed = counts.values().stream().mapToInt(Integer::intValue).sum();
        int count = level < 0 ? 0 : domains.count(level);
        List<String> home = Sites.home(domains, gang, nodes);
        int roomiest = -1;
        long most = -1;
        long ever = 0;
        for (int domain = 0; domain < count; domain++) {
            if (home == null || domain == domains.find(level, home)) {
                long fitting = fitting(level, domain);
                if (fitting > most) {
                    roomiest = domain;
                    best = new Site(pool, level, domain);
                    most = fitting;
                }
                ever = Math.max(ever, fittingEmpty(level, domain));
            }
        }
        enough = most >= needed;
        // Where each class alone finds room, at least one pod is in the way of the others.
        return new Reason.NoDomain(
                key,
                count,
                roomiest < 0 ? "" : domains.name(level, roomiest),
                Math.clamp(most, 0, needed - 1),
                (int) ever,
                needed);
    }

    private long fitting(int level, int domain) {
        long sum = 0;
        for (Map.Entry<PodClass, Integer> entry : counts.entrySet()) {
            sum +=
                    Math.min(
                            entry.getValue(),
                            pool.domains().ranking(entry.getKey()).fitsIn(level, domain));
        }
        return sum;
    }

    /// How many would fit if nothing ran there but pods without a gang.
    private long fittingEmpty(int level, int domain) {
        long sum = 0;
        int[] members = pool.domains().members();
        for (Map.Entry<PodClass, Integer> entry : counts.entrySet()) {
            PodClass kind = entry.getKey();
            long fits = 0;
            for (int leaf = pool.domains().from(level, domain);
                    leaf < pool.domains().to(level, domain);
                    leaf++) {
                int node = members[leaf];
                if (!Double.isNaN(Filter.preference(kind.shape, nodes.spec(node)))) {
                    fits += nodes.fitsEmpty(kind, node);
                }
            }
            sum += Math.min(entry.getValue(), fits);
        }
        return sum;
    }
}
