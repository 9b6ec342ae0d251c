package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The topology of a pool: a tree of domains, one level below the other.
///
/// A domain of a level is the set of nodes that agree on the label of that level and of all wider
/// ones; a node that lacks one of these belongs to no domain of the level. The nodes are kept in
/// the order of their labels, widest first, then of their names, so that each domain is a range of
/// them. The order is made anew when labels change, and only then.
final class Domains implements NodeOrder {
    /// One level, its domains in order.
    private static final class Level {
        final int[] from;
        final int[] to;

        /// The domain of each node, -1 for none.
        final int[] of;

        final Map<List<String>, Integer> byPath = new HashMap<>();

        Level(int nodes) {
            from = new int[nodes];
            to = new int[nodes];
            of = new int[nodes];
            Arrays.fill(of, -1);
        }
    }

    private record Place(int slot, String node, List<String> path) {}

    private static final Comparator<List<String>> BY_PATH = Domains::comparePaths;
    private static final Comparator<Place> BY_PLACE =
            Comparator.comparing(Place::path, BY_PATH).thenComparing(Place::node);

    private final Pool pool;
    private final Nodes nodes;
    private final Map<PodClass, DomainRanking> rankings = new HashMap<>();

    private List<Place> places = List.of();
    private List<String> keys = List.of();
    private Level[] levels = {};
    private int[] members = {};
    private int[] leafOf = {};
    private int version;
    private int poolVersion = -1;
    private long labelsSeen = -1;

    Domains(Pool pool, Nodes nodes) {
        this.pool = pool;
        this.nodes = nodes;
    }

    // ---- levels and domains

    /// The number of a level, 0 for the widest; -1 when the pool has no such level.
    int level(@Nullable String key) {
        return pool.spec == null || key == null ? -1 : pool.spec.levels().indexOf(key);
    }

    /// How many levels there are.
    int levels() {
        catchUp();
        return levels.length;
    }

    /// How many domains a level has.
    int count(int level) {
        catchUp();
        return levels[level].byPath.size();
    }

    int from(int level, int domain) {
        return levels[level].from[domain];
    }

    int to(int level, int domain) {
        return levels[level].to[domain];
    }

    /// The domain of a level to which a node of the pool belongs, -1 for none.
    int domainOf(int level, int leaf) {
        return levels[level].of[leaf];
    }

    /// The domain of the level above that contains this one.
    int parent(int level, int domain) {
        return domainOf(level - 1, from(level, domain));
    }

    /// The labels of a domain, as people write a path.
    String name(int level, int domain) {
        return String.join("/", places.get(from(level, domain)).path().subList(0, level + 1));
    }

    /// The narrow and wide domains of a node, in the pool or not: its labels, widest level first.
    List<String> path(NodeSpec node) {
        catchUp();
        return path(node, keys);
    }

    /// The domain with these labels, -1 when no node of the pool has them.
    int find(int level, List<String> path) {
        catchUp();
        return path.size() <= level
                ? -1
                : levels[level].byPath.getOrDefault(path.subList(0, level + 1), -1);
    }

    DomainRanking ranking(PodClass kind) {
        return rankings.computeIfAbsent(kind, key -> new DomainRanking(this, key, nodes));
    }

    /// Drops what is remembered of a class that no pod has any more.
    void forget(PodClass kind) {
        rankings.remove(kind);
    }

    // ---- the order

    @Override
    public int version() {
        catchUp();
        return version;
    }

    @Override
    public int[] members() {
        catchUp();
        return members;
    }

    @Override
    public int leafOf(int slot) {
        return slot < leafOf.length ? leafOf[slot] : -1;
    }

    @Override
    public Score score() {
        return pool.score();
    }

    private void catchUp() {
        if (poolVersion == pool.version() && labelsSeen == nodes.labelChanges()) {
            return;
        }
        List<String> wanted = pool.spec == null ? List.of() : pool.spec.levels();
        List<Place> now =
                Arrays.stream(pool.members())
                        .mapToObj(nodes::spec)
                        .map(node -> new Place(slot(node), node.name(), path(node, wanted)))
                        .sorted(BY_PLACE)
                        .toList();
        if (poolVersion != pool.version() || !now.equals(places)) {
            poolVersion = pool.version();
            keys = wanted;
            places = now;
            version++;
            arrange();
        }
        labelsSeen = nodes.labelChanges();
    }

    private int slot(NodeSpec node) {
        Integer slot = nodes.slots.get(node.name());
        return slot == null ? -1 : slot;
    }

    private void arrange() {
        members = places.stream().mapToInt(Place::slot).toArray();
        leafOf = new int[nodes.capacity()];
        Arrays.fill(leafOf, -1);
        for (int leaf = 0; leaf < members.length; leaf++) {
            leafOf[members[leaf]] = leaf;
        }
        levels = new Level[keys.size()];
        for (int level = 0; level < levels.length; level++) {
            levels[level] = arrange(level);
        }
    }

    private Level arrange(int depth) {
        Level level = new Level(members.length);
        for (int leaf = 0; leaf < members.length; leaf++) {
            List<String> path = places.get(leaf).path();
            if (path.size() > depth) {
                int next = level.byPath.size();
                int domain =
                        level.byPath.computeIfAbsent(
                                List.copyOf(path.subList(0, depth + 1)), key -> next);
                if (domain == next) {
                    level.from[domain] = leaf;
                }
                level.to[domain] = leaf + 1;
                level.of[leaf] = domain;
            }
        }
        return level;
    }

    /// A node's labels from the widest level on, up to the first that it lacks.
    private static List<String> path(NodeSpec node, List<String> keys) {
        String[] path = new String[keys.size()];
        int length = 0;
        for (String key : keys) {
            String label = node.label(key);
            if (label == null) {
                break;
            }
            path[length++] = label;
        }
        return List.of(Arrays.copyOf(path, length));
    }

    private static int comparePaths(List<String> one, List<String> other) {
        int common = Math.min(one.size(), other.size());
        for (int i = 0; i < common; i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        // Nodes of no narrower domain come last, so that they do not divide the domains.
        return Integer.compare(other.size(), one.size());
    }
}
