package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds out why a gang cannot start: the first obstacle that nothing but its own removal would
/// help, from the lasting to the passing: a limit, no acceptable node, too large for ever, too
/// little free, free in pieces that are too small, free in too many domains, kept away by other
/// pods.
final class Reasons {
    private Reasons() {}

    /// The limit that keeps a gang from starting, however many nodes were free; null for none.
    static @Nullable Reason quota(PoolState state, Gang gang) {
        Account account = gang.account;
        return account == null || !account.limited()
                ? null
                : account.exceeded(gang.demand(), state.nodes.symbols);
    }

    static Reason of(PoolState state, Pool pool, Gang gang) {
        Reason quota = quota(state, gang);
        return quota == null ? room(state, pool, gang) : quota;
    }

    /// Why a gang finds no room, whatever limits say.
    static Reason room(PoolState state, Pool pool, Gang gang) {
        int need = Math.max(1, gang.need());
        List<Pod> needed = needed(state.nodes, pool, gang, need);
        Map<PodClass, Integer> counts = new HashMap<>();
        needed.forEach(pod -> counts.merge(pod.kind, 1, Integer::sum));
        Reason close = roomForEach(pool, counts) ? ofOthers(state, pool, gang, counts) : null;
        if (close != null) {
            return close;
        }
        PodClass narrowest = narrowest(pool, needed, counts);
        int count = counts.getOrDefault(narrowest, 1);
        return ofClass(state.nodes, pool, narrowest, Math.min(count, need));
    }

    /// Why so many pods of one class find no room in a pool.
    static Reason ofClass(Nodes nodes, Pool pool, PodClass kind, int count) {
        return new OfClass(nodes, pool, kind, count).find();
    }

    /// The pool has room: one domain, or the pods beside it, are the obstacle.
    private static @Nullable Reason ofOthers(
            PoolState state, Pool pool, Gang gang, Map<PodClass, Integer> counts) {
        GangTopology topology = gang.known().topology();
        Reason noDomain = null;
        Site site = Site.all(pool);
        if (topology != null && topology.required() != null) {
            DomainReasons domains = new DomainReasons(state.nodes, pool, gang, counts);
            noDomain = domains.of(topology.required());
            if (!domains.enough()) {
                return noDomain;
            }
            site = domains.best();
        }
        Reason found = new NeighbourReasons(state, site, gang).find();
        return noDomain == null || found instanceof Reason.PodRule ? found : noDomain;
    }

    private static boolean roomForEach(Pool pool, Map<PodClass, Integer> counts) {
        for (Map.Entry<PodClass, Integer> entry : counts.entrySet()) {
            if (pool.ranking(entry.getKey()).fits() < entry.getValue()) {
                return false;
            }
        }
        return true;
    }

    /// The first so many of a gang's pods; where more wait, of those that may find a place one day.
    private static List<Pod> needed(Nodes nodes, Pool pool, Gang gang, int need) {
        List<Pod> waiting = List.copyOf(gang.waiting.values());
        if (waiting.size() > need) {
            Map<PodClass, Boolean> known = new HashMap<>();
            List<Pod> possible =
                    waiting.stream()
                            .filter(pod ->
                                    known.computeIfAbsent(
                                            pod.kind, kind -> possible(nodes, pool, kind)))
                            .toList();
            waiting = possible.size() < need ? waiting : possible;
        }
        return waiting.subList(0, Math.min(need, waiting.size()));
    }

    private static boolean possible(Nodes nodes, Pool pool, PodClass kind) {
        Ranking ranking = pool.ranking(kind);
        return Arrays.stream(pool.members())
                .anyMatch(slot -> ranking.accepts(slot) && nodes.fitsEmpty(kind, slot) > 0);
    }

    /// The class that is furthest from finding room for its pods, the first by name of equals.
    private static PodClass narrowest(Pool pool, List<Pod> pods, Map<PodClass, Integer> counts) {
        PodClass narrowest = pods.getFirst().kind;
        double least = Double.POSITIVE_INFINITY;
        for (Pod pod : pods) {
            double room = pool.ranking(pod.kind).fits() / (double) counts.getOrDefault(pod.kind, 1);
            if (room < least) {
                least = room;
                narrowest = pod.kind;
            }
        }
        return narrowest;
    }

    /// The search over the nodes of a pool for one class.
    private static final class OfClass {
        private final Nodes nodes;
        private final Pool pool;
        private final PodClass kind;
        private final int count;
        private final int resources;
        private final long[] free;
        private final long[] largestFree;
        private final long[] emptyAlone;
        private final long[] freeAlone;
        private final long[] largestLasting;
        private final Map<Filter, Integer> refusals = new EnumMap<>(Filter.class);
        private int acceptable;
        private int portsTaken;
        private long fitting;
        private long fittingEmpty;
        private long fittingWithoutPorts;
        private long fittingBare;

        OfClass(Nodes nodes, Pool pool, PodClass kind, int count) {
            this.nodes = nodes;
            this.pool = pool;
            this.kind = kind;
            this.count = count;
            resources = kind.need.length + (kind.shareResource < 0 ? 0 : 1);
            free = new long[resources];
            largestFree = new long[resources];
            emptyAlone = new long[resources];
            freeAlone = new long[resources];
            largestLasting = new long[resources];
        }

        Reason find() {
            for (int node : pool.members()) {
                look(node);
            }
            if (acceptable == 0) {
                return noNode();
            }
            Reason never = neverFits();
            if (never != null) {
                return never;
            }
            Reason capacity = capacity();
            if (capacity != null) {
                return capacity;
            }
            if (portsTaken > 0 || (entangled() && !kind.shape.ports().isEmpty())) {
                return new Reason.PortTaken(Math.max(1, portsTaken), count - missing(), missing());
            }
            return fragmented();
        }

        /// How many do not fit: at least one is in the way of the others, even where each alone
        /// would.
        private int missing() {
            return (int) Math.max(1, count - fitting);
        }

        /// True when each class finds room alone, and the pods are in each other's way.
        private boolean entangled() {
            return fitting >= count;
        }

        private int resource(int i) {
            return i < kind.need.length ? kind.need[i] : kind.shareResource;
        }

        private String name(int i) {
            return nodes.symbols.name(resource(i));
        }

        /// What one pod asks: of devices in shares one piece.
        private long asked(int i) {
            return i < kind.need.length ? kind.amount[i] : 1;
        }

        private void look(int node) {
            for (Filter filter : Filter.values()) {
                if (!filter.accepts(kind.shape, nodes.spec(node))) {
                    refusals.merge(filter, 1, Integer::sum);
                    return;
                }
            }
            acceptable++;
            long empty = Long.MAX_VALUE;
            long bare = Long.MAX_VALUE;
            boolean enough = true;
            for (int i = 0; i < resources; i++) {
                long freeHere = Math.max(0, nodes.free(node, resource(i)));
                long lasting = nodes.lasting(node, resource(i));
                free[i] += freeHere;
                freeAlone[i] += Math.min(freeHere / asked(i), 1L << 20);
                largestFree[i] = Math.max(largestFree[i], freeHere);
                largestLasting[i] = Math.max(largestLasting[i], lasting);
                long alone =
                        i < kind.need.length ? lasting / asked(i) : nodes.sharesEmpty(kind, node);
                alone = Math.min(alone, 1L << 20);
                long total = nodes.total(node, resource(i));
                bare =
                        Math.min(
                                bare,
                                i < kind.need.length
                                        ? total / asked(i)
                                        : total * (DeviceShare.WHOLE / kind.shareMilli));
                emptyAlone[i] += alone;
                empty = Math.min(empty, alone);
                enough &= freeHere >= asked(i);
            }
            long fits = nodes.fits(kind, node);
            fitting += fits;
            boolean ports = !kind.shape.ports().isEmpty();
            fittingEmpty += ports ? nodes.fitsEmpty(kind, node) : empty;
            fittingWithoutPorts += empty;
            fittingBare += kind.atMostPerNode(bare);
            portsTaken += ports && enough && fits == 0 ? 1 : 0;
        }

        private Reason noNode() {
            String rule = "pool";
            int most = 0;
            for (Map.Entry<Filter, Integer> entry : refusals.entrySet()) {
                if (entry.getValue() > most) {
                    most = entry.getValue();
                    rule = entry.getKey().rule();
                }
            }
            return new Reason.NoNode(pool.members().length, rule, most);
        }

        private @Nullable Reason neverFits() {
            if (fittingEmpty >= count) {
                return null;
            }
            if (fittingWithoutPorts >= count) {
                return new Reason.NoNode(pool.members().length, "port", acceptable);
            }
            int tightest = -1;
            for (int i = 0; i < resources; i++) {
                if (asked(i) > largestLasting[i]) {
                    return new Reason.NeverFits(
                            name(i), asked(i), largestLasting[i], true, others());
                }
                if (tightest < 0 || emptyAlone[i] < emptyAlone[tightest]) {
                    tightest = i;
                }
            }
            return new Reason.NeverFits(
                    name(tightest),
                    asked(tightest) * count,
                    asked(tightest) * fittingEmpty,
                    false,
                    others());
        }

        /// True when nothing but pods without a gang is in the way.
        private boolean others() {
            return fittingBare >= count;
        }

        private @Nullable Reason capacity() {
            int tightest = -1;
            for (int i = 0; i < kind.need.length; i++) {
                if (free[i] < asked(i) * count
                        && (tightest < 0 || ratio(free, i) < ratio(free, tightest))) {
                    tightest = i;
                }
            }
            return tightest < 0
                    ? null
                    : new Reason.Capacity(name(tightest), asked(tightest) * count, free[tightest]);
        }

        private double ratio(long[] amounts, int i) {
            return amounts[i] / (double) asked(i);
        }

        private Reason fragmented() {
            int tightest = 0;
            for (int i = 1; i < resources; i++) {
                if (freeAlone[i] <= freeAlone[tightest]) {
                    tightest = i;
                }
            }
            return new Reason.Fragmented(
                    name(tightest),
                    asked(tightest),
                    free[tightest],
                    largestFree[tightest],
                    count - missing(),
                    missing());
        }
    }
}
