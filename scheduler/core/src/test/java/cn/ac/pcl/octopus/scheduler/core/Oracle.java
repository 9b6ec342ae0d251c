package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;

/// The slow and obvious scheduler: looks at every gang in order, at every node for every pod, and
/// adds up what is used from the facts each time it is asked.
@NullUnmarked
final class Oracle {
    private record Place(String node, int device) {}

    private final Snapshot facts;
    private final TreeMap<PodId, Place> placed = new TreeMap<>();
    private final TreeMap<PodId, PodSpec> pods = new TreeMap<>();
    private final TreeMap<PodId, Placement> plan = new TreeMap<>();

    private final AccountsOracle accounts;

    Oracle(Snapshot facts) {
        this(facts, Settings.DEFAULT, RandomCluster.START);
    }

    Oracle(Snapshot facts, Settings settings, Instant now) {
        this.facts = facts;
        accounts = new AccountsOracle(facts, settings, now);
        for (PodSpec pod : facts.pods()) {
            pods.put(pod.id(), pod);
            if (pod.node() != null) {
                placed.put(pod.id(), new Place(pod.node(), pod.device()));
            }
        }
    }

    List<Placement> plan() {
        // Whoever starts may be what an earlier one must be near to: begin again with the first.
        boolean again = true;
        while (again) {
            again = turn(false) || turn(true);
        }
        return List.copyOf(plan.values());
    }

    /// Lets the first gang start that can, or grow; false when none can.
    private boolean turn(boolean grow) {
        List<GangSpec> left = new ArrayList<>(facts.gangs());
        left.removeIf(gang -> pool(gang.pool()) == null || !pool(gang.pool()).open());
        left.removeIf(gang -> grow == need(gang) > 0);
        left.removeIf(gang -> count(gang.id(), false) < Math.max(1, need(gang)));
        int before = placed.size();
        while (!left.isEmpty() && placed.size() == before) {
            // Whose turn it is depends on what has started meanwhile.
            GangSpec gang = Collections.min(left, turns(grow));
            left.remove(gang);
            PoolSpec pool = pool(gang.pool());
            if (grow) {
                List<List<NodeSpec>> sites = sites(pool, gang, null);
                for (PodSpec pod : waiting(gang.id())) {
                    placeNear(pool, sites, pod);
                }
            } else {
                start(pool, gang, need(gang));
            }
        }
        return placed.size() > before;
    }

    private void placeNear(PoolSpec pool, List<List<NodeSpec>> sites, PodSpec pod) {
        for (List<NodeSpec> site : sites) {
            if (place(pool, site, pod)) {
                return;
            }
        }
    }

    private int need(GangSpec gang) {
        return Math.max(0, gang.minMember() - count(gang.id(), true));
    }

    private Comparator<GangSpec> turns(boolean grow) {
        Map<GangId, double[]> turns = new HashMap<>();
        for (GangSpec gang : facts.gangs()) {
            if (pool(gang.pool()) != null) {
                List<PodSpec> first =
                        grow ? List.of() : waiting(gang.id()).stream().limit(need(gang)).toList();
                turns.put(gang.id(), accounts.turn(gang, first, placedPods()));
            }
        }
        return Comparator.comparing((GangSpec gang) -> turns.get(gang.id()), Arrays::compare)
                .thenComparing(GangSpec::submitted)
                .thenComparing(GangSpec::id);
    }

    private List<PodSpec> placedPods() {
        return pods.values().stream().filter(pod -> placed.containsKey(pod.id())).toList();
    }

    private PoolSpec pool(String name) {
        return facts.pools().stream().filter(p -> p.name().equals(name)).findAny().orElse(null);
    }

    private int count(GangId gang, boolean placedOnes) {
        int count = 0;
        for (PodSpec pod : pods.values()) {
            count += gang.equals(pod.gang()) && placed.containsKey(pod.id()) == placedOnes ? 1 : 0;
        }
        return count;
    }

    private List<PodSpec> waiting(GangId gang) {
        return pods.values().stream()
                .filter(pod -> gang.equals(pod.gang()) && !placed.containsKey(pod.id()))
                .toList();
    }

    private void start(PoolSpec pool, GangSpec gang, int need) {
        List<PodSpec> waiting = waiting(gang.id());
        List<PodSpec> first = new ArrayList<>(waiting.subList(0, need));
        first.sort(HARDEST);
        List<PodSpec> easiest = new ArrayList<>(waiting);
        easiest.sort(HARDEST.reversed());
        for (List<NodeSpec> site : sites(pool, gang, first.getFirst().shape())) {
            if (tryAll(pool, site, first, need)
                    || tryTogether(pool, site, first)
                    || tryAll(pool, site, easiest, need)) {
                return;
            }
        }
    }

    /// A group that must be near to itself begins in each domain in turn, the tightest first.
    private boolean tryTogether(PoolSpec pool, List<NodeSpec> site, List<PodSpec> group) {
        PodSpec first = group.getFirst();
        long alike = group.stream().filter(pod -> pod.shape().equals(first.shape())).count();
        if (!neighbours(pool, first).begins()) {
            return false;
        }
        String key = first.shape().pods().affinity().getFirst().key();
        TreeMap<String, List<NodeSpec>> domains = new TreeMap<>();
        for (NodeSpec node : site) {
            if (node.label(key) != null) {
                domains.computeIfAbsent(node.label(key), k -> new ArrayList<>()).add(node);
            }
        }
        List<List<NodeSpec>> order = new ArrayList<>(domains.values());
        order.removeIf(nodes -> room(first.shape(), nodes) < alike);
        order.sort(Comparator.comparingLong(nodes -> room(first.shape(), nodes)));
        for (List<NodeSpec> nodes : order) {
            if (place(pool, nodes, first)) {
                if (tryAll(pool, site, group.subList(1, group.size()), group.size() - 1)) {
                    return true;
                }
                placed.remove(first.id());
                plan.remove(first.id());
            }
        }
        return false;
    }

    private long room(PodShape shape, List<NodeSpec> nodes) {
        return nodes.stream().mapToLong(node -> fitting(shape, node)).sum();
    }

    /// The sets of nodes on which a gang may run, in the order in which they are tried.
    private List<List<NodeSpec>> sites(PoolSpec pool, GangSpec gang, PodShape shape) {
        List<NodeSpec> all = facts.nodes().stream().filter(n -> member(pool, n)).toList();
        GangTopology topology = gang.topology();
        if (topology == null) {
            return List.of(all);
        }
        int required = pool.levels().indexOf(topology.required());
        int preferred = pool.levels().indexOf(topology.preferred());
        List<List<NodeSpec>> sites = new ArrayList<>();
        if (topology.required() != null && required < 0) {
            return sites;
        }
        for (int level = Math.max(required, preferred); level >= Math.max(required, 0); level--) {
            TreeMap<String, List<NodeSpec>> domains = new TreeMap<>();
            for (NodeSpec node : all) {
                String path = path(pool, node, level);
                if (path != null) {
                    domains.computeIfAbsent(path, key -> new ArrayList<>()).add(node);
                }
            }
            int depth = level;
            List<String> names = new ArrayList<>(domains.keySet());
            names.removeIf(name -> !home(pool, gang, name, depth));
            Comparator<String> tightest = Comparator.comparingInt(name -> 0);
            for (int up = level; up >= 0 && shape != null; up--) {
                int length = up;
                tightest =
                        tightest.thenComparing(name -> {
                            String outer = path(pool, domains.get(name).getFirst(), length);
                            return all.stream()
                                    .filter(n -> outer.equals(path(pool, n, length)))
                                    .mapToLong(n -> fitting(shape, n))
                                    .sum();
                        });
            }
            names.sort(tightest.thenComparing(Comparator.naturalOrder()));
            for (String name : names) {
                List<NodeSpec> site = domains.get(name);
                site.sort(Comparator.comparing(node -> order(pool, node)));
                sites.add(site);
            }
        }
        if (topology.required() == null) {
            sites.add(all);
        }
        return sites;
    }

    /// True when all pods of a gang that run, run in this domain.
    private boolean home(PoolSpec pool, GangSpec gang, String name, int level) {
        return pods.values().stream()
                .filter(pod -> gang.id().equals(pod.gang()) && placed.containsKey(pod.id()))
                .map(pod -> placed.get(pod.id()).node)
                .allMatch(node ->
                        facts.nodes().stream()
                                .filter(n -> n.name().equals(node))
                                .anyMatch(n -> name.equals(path(pool, n, level))));
    }

    private static String path(PoolSpec pool, NodeSpec node, int level) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i <= level; i++) {
            String label = node.labels().get(pool.levels().get(i));
            if (label == null) {
                return null;
            }
            path.append(label).append('/');
        }
        return path.toString();
    }

    /// The order of the nodes of a domain: by their labels, those without last, then by name.
    private static String order(PoolSpec pool, NodeSpec node) {
        StringBuilder order = new StringBuilder();
        for (String key : pool.levels()) {
            order.append(node.labels().getOrDefault(key, "~")).append('/');
        }
        return order.append(node.name()).toString();
    }

    /// How many pods of a shape fit on a node, found out by putting one after the other there.
    private long fitting(PodShape shape, NodeSpec node) {
        boolean bounded =
                !shape.requests().isEmpty()
                        || shape.share() != null
                        || !shape.ports().isEmpty()
                        || node.allocatable().amount(Resources.PODS) > 0;
        if (!bounded) {
            return accepts(shape, node) ? 1L << 20 : 0;
        }
        long count = 0;
        while (accepts(shape, node) && fits(shape, node)) {
            PodId id = new PodId("fitting", "pod" + count++, "");
            pods.put(id, new PodSpec(id, null, shape, null, -1));
            int device = shape.share() == null ? -1 : device(shape.share(), node);
            placed.put(id, new Place(node.name(), device));
        }
        for (long i = 0; i < count; i++) {
            placed.remove(new PodId("fitting", "pod" + i, ""));
            pods.remove(new PodId("fitting", "pod" + i, ""));
        }
        return count;
    }

    private static final Comparator<PodSpec> HARDEST =
            Comparator.comparingLong((PodSpec pod) -> -devices(pod))
                    .thenComparingLong(pod -> -pod.shape().requests().amount("cpu"))
                    .thenComparingLong(pod -> -pod.shape().requests().amount("memory"))
                    .thenComparing(PodSpec::id);

    private static long devices(PodSpec pod) {
        DeviceShare share = pod.shape().share();
        return 1000 * pod.shape().requests().amount(RandomCluster.GPU)
                + (share == null ? 0 : share.milli());
    }

    private boolean tryAll(PoolSpec pool, List<NodeSpec> site, List<PodSpec> candidates, int need) {
        List<PodSpec> done = new ArrayList<>();
        for (PodSpec pod : candidates) {
            if (done.size() < need && place(pool, site, pod)) {
                done.add(pod);
            }
        }
        if (done.size() < need) {
            for (PodSpec pod : done) {
                placed.remove(pod.id());
                plan.remove(pod.id());
            }
        }
        return done.size() == need;
    }

    private boolean place(PoolSpec pool, List<NodeSpec> site, PodSpec pod) {
        OracleOfNeighbours neighbours = neighbours(pool, pod);
        List<NodeSpec> possible = new ArrayList<>();
        for (NodeSpec node : site) {
            if (accepts(pod.shape(), node)
                    && fits(pod.shape(), node)
                    && !neighbours.refuses(node)) {
                possible.add(node);
            }
        }
        List<Double> preferences = neighbours.preferences(possible);
        NodeSpec best = null;
        double bestScore = 0;
        for (int i = 0; i < possible.size(); i++) {
            double score = score(pool, pod.shape(), possible.get(i)) + preferences.get(i);
            if (best == null || score > bestScore) {
                best = possible.get(i);
                bestScore = score;
            }
        }
        GangSpec gang =
                facts.gangs().stream().filter(g -> g.id().equals(pod.gang())).findAny().get();
        if (best == null || accounts.exceeds(gang, List.of(pod), placedPods())) {
            return false;
        }
        int device = pod.shape().share() == null ? -1 : device(pod.shape().share(), best);
        placed.put(pod.id(), new Place(best.name(), device));
        plan.put(
                pod.id(),
                new Placement(
                        pod.id(),
                        java.util.Objects.requireNonNull(pod.gang()),
                        best.name(),
                        device));
        return true;
    }

    OracleOfNeighbours neighbours(PoolSpec pool, PodSpec pod) {
        List<OracleOfNeighbours.Placed> there = new ArrayList<>();
        for (NodeSpec node : facts.nodes()) {
            on(node).forEach(other -> there.add(new OracleOfNeighbours.Placed(other, node)));
        }
        return new OracleOfNeighbours(
                facts.nodes().stream().filter(n -> member(pool, n)).toList(), there, pod);
    }

    static boolean member(PoolSpec pool, NodeSpec node) {
        for (Map.Entry<String, String> pair : pool.selector().entrySet()) {
            if (!pair.getValue().equals(node.labels().get(pair.getKey()))) {
                return false;
            }
        }
        return pool.shared() || !pool.selector().isEmpty();
    }

    static boolean accepts(PodShape shape, NodeSpec node) {
        boolean selected =
                shape.nodes().selector().entrySet().stream()
                        .allMatch(pair -> pair.getValue().equals(node.labels().get(pair.getKey())));
        boolean wanted =
                shape.nodes().required().isEmpty()
                        || shape.nodes().required().stream().anyMatch(term -> in(term, node));
        boolean reachable =
                shape.nodes().volumes().stream()
                        .allMatch(terms -> terms.stream().anyMatch(term -> in(term, node)));
        boolean tolerated =
                node.taints().stream()
                        .allMatch(taint ->
                                taint.effect() == Taint.Effect.PREFER_NO_SCHEDULE
                                        || !shape.nodes().tolerations().isEmpty());
        return selected && wanted && reachable && tolerated && !node.unschedulable();
    }

    private static boolean in(NodeTerm term, NodeSpec node) {
        return term.rules().stream()
                .allMatch(rule -> rule.values().contains(node.labels().get(rule.key())));
    }

    private List<PodSpec> on(NodeSpec node) {
        return pods.values().stream()
                .filter(pod ->
                        placed.containsKey(pod.id())
                                && placed.get(pod.id()).node.equals(node.name()))
                .toList();
    }

    /// What is left of a resource, without devices of which shares are in use.
    long free(String resource, NodeSpec node) {
        long free = node.allocatable().amount(resource);
        if (resource.equals(Resources.PODS)) {
            free = (free == 0 ? Resources.LIMIT : free) - on(node).size();
        }
        for (PodSpec pod : on(node)) {
            free -= pod.shape().requests().amount(resource);
        }
        for (int inUse : devices(resource, node)) {
            free -= inUse > 0 ? 1 : 0;
        }
        return free;
    }

    int[] devices(String resource, NodeSpec node) {
        int[] inUse = new int[64];
        for (PodSpec pod : on(node)) {
            DeviceShare share = pod.shape().share();
            if (share != null && share.resource().equals(resource)) {
                inUse[placed.get(pod.id()).device] += share.milli();
            }
        }
        return inUse;
    }

    private int device(DeviceShare share, NodeSpec node) {
        int[] inUse = devices(share.resource(), node);
        int fullest = -1;
        int unused = -1;
        for (int d = 0; d < inUse.length; d++) {
            if (inUse[d] == 0) {
                unused = unused < 0 ? d : unused;
            } else if (inUse[d] + share.milli() <= 1000
                    && (fullest < 0 || inUse[d] > inUse[fullest])) {
                fullest = d;
            }
        }
        return fullest < 0 ? unused : fullest;
    }

    private boolean fits(PodShape shape, NodeSpec node) {
        for (Map.Entry<String, Long> asked : shape.requests().amounts().entrySet()) {
            if (free(asked.getKey(), node) < asked.getValue()) {
                return false;
            }
        }
        DeviceShare share = shape.share();
        if (share != null) {
            boolean partly = false;
            for (int inUse : devices(share.resource(), node)) {
                partly |= inUse > 0 && inUse + share.milli() <= 1000;
            }
            long whole = free(share.resource(), node) - shape.requests().amount(share.resource());
            if ((!partly && whole < 1) || free(share.resource(), node) < 0) {
                return false;
            }
        }
        boolean portFree =
                shape.ports().isEmpty()
                        || on(node).stream().allMatch(pod -> pod.shape().ports().isEmpty());
        return portFree && free(Resources.PODS, node) >= 1;
    }

    private double score(PoolSpec pool, PodShape shape, NodeSpec node) {
        double score;
        if (shape.requests().isEmpty() && shape.share() == null) {
            long pods = node.allocatable().amount(Resources.PODS);
            score = free(Resources.PODS, node) / (double) (pods == 0 ? Resources.LIMIT : pods);
        } else if (pool.packing() == PoolSpec.Packing.PACK) {
            score = 1 - emptiness(pool, shape, node);
        } else {
            double sum = 0;
            double weights = 0;
            for (Map.Entry<String, Long> asked : shape.requests().amounts().entrySet()) {
                double weight = asked.getKey().equals(RandomCluster.GPU) ? 50 : 1;
                double total = node.allocatable().amount(asked.getKey());
                double left = free(asked.getKey(), node);
                sum += weight * (total - left + asked.getValue()) / total;
                weights += weight;
            }
            DeviceShare share = shape.share();
            if (share != null) {
                double total = node.allocatable().amount(share.resource());
                double left = free(share.resource(), node);
                for (int inUse : devices(share.resource(), node)) {
                    left += inUse > 0 ? 1 - inUse / 1000.0 : 0;
                }
                sum += 50 * (total - left + share.milli() / 1000.0) / total;
                weights += 50;
            }
            score = 1 - sum / weights;
        }
        double preference = 0;
        for (PreferredNode preferred : shape.nodes().preferred()) {
            preference = in(preferred.term(), node) ? 2 : 0;
        }
        for (Taint taint : node.taints()) {
            preference -=
                    taint.effect() == Taint.Effect.PREFER_NO_SCHEDULE
                                    && shape.nodes().tolerations().isEmpty()
                            ? 4
                            : 0;
        }
        return score + preference;
    }

    /// What is left on the node, against the most that a node of the pool has.
    private double emptiness(PoolSpec pool, PodShape shape, NodeSpec node) {
        double sum = 0;
        for (String resource : List.of(Resources.CPU, Resources.MEMORY, RandomCluster.GPU)) {
            double most = 0;
            for (NodeSpec other : facts.nodes()) {
                if (pool.contains(other.labels())) {
                    most = Math.max(most, (double) other.allocatable().amount(resource));
                }
            }
            double left = free(resource, node) - shape.requests().amount(resource);
            if (resource.equals(RandomCluster.GPU)) {
                for (int inUse : devices(resource, node)) {
                    left += inUse > 0 ? 1 - inUse / 1000.0 : 0;
                }
                left -= shape.share() == null ? 0 : shape.share().milli() / 1000.0;
            }
            double weight = resource.equals(RandomCluster.GPU) ? 0.5 : 0.25;
            sum += most == 0 ? 0 : weight * (left / most);
        }
        return sum;
    }
}
