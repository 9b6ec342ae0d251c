package cn.ac.pcl.octopus.scheduler.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sites at which a gang may run, one after the other, as its [GangTopology] says: from the
/// preferred level to the required one, in each level the domain first that leaves the largest ones
/// whole. A gang of which some pods run already stays with them.
final class Sites {
    private static final int NOWHERE = Integer.MAX_VALUE;

    private final Pool pool;
    private final int narrowest;
    private final int widest;

    private final @Nullable List<String> home;

    Sites(Pool pool, Gang gang, Nodes nodes) {
        this.pool = pool;
        GangTopology topology = gang.known().topology();
        if (topology == null) {
            narrowest = -1;
            widest = -1;
            home = null;
            return;
        }
        Domains domains = pool.domains();
        int required = domains.level(topology.required());
        int preferred = domains.level(topology.preferred());
        boolean unknown = topology.required() != null && required < 0;
        widest = unknown ? NOWHERE : required;
        narrowest = Math.max(required, preferred);
        home = home(domains, gang, nodes);
    }

    /// The narrowest domain that holds all pods of a gang that run; null when none runs.
    static @Nullable List<String> home(Domains domains, Gang gang, Nodes nodes) {
        List<String> home = null;
        for (Pod pod : gang.placed) {
            List<String> path =
                    pod.node == Pod.NOWHERE ? List.of() : domains.path(nodes.spec(pod.node));
            int common = 0;
            while (home != null
                    && common < Math.min(home.size(), path.size())
                    && home.get(common).equals(path.get(common))) {
                common++;
            }
            home = home == null ? path : home.subList(0, common);
        }
        return home;
    }

    /// The site that is tried after another.
    ///
    /// @param previous null for the first
    /// @param kind the class by whose room domains are compared
    /// @param pods so many of them must fit when none runs yet
    /// @return null when no other is left
    @Nullable Site next(@Nullable Site previous, PodClass kind, long pods) {
        int level = previous == null ? narrowest : previous.level();
        int tried = previous == null ? -1 : previous.domain();
        boolean done = previous != null && (home != null || level < 0);
        for (; level >= widest; level--) {
            if (!done) {
                int domain = level < 0 ? -1 : domain(level, kind, pods, tried);
                if (level < 0 || domain >= 0) {
                    return new Site(pool, level, domain);
                }
            }
            done = false;
            tried = -1;
        }
        return null;
    }

    private int domain(int level, PodClass kind, long pods, int tried) {
        return home == null
                ? pool.domains().ranking(kind).tightest(level, pods, tried)
                : pool.domains().find(level, home);
    }

    /// The most pods of a class that fit at any one site.
    long mostRoom(PodClass kind) {
        if (widest == NOWHERE) {
            return 0;
        }
        if (widest < 0) {
            return pool.ranking(kind).fits();
        }
        DomainRanking ranking = pool.domains().ranking(kind);
        if (home == null) {
            return ranking.most(widest);
        }
        int domain = pool.domains().find(widest, home);
        return domain < 0 ? 0 : ranking.fitsIn(widest, domain);
    }
}
