package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Prefers the node on which a pod spoils the fewest devices for the pods that are typical of the
/// pool, and of equals the fullest.
///
/// 1. The fragmentation of a node is what a typical pod cannot use of its free devices, on average:
///    all of it when it finds too few cores, too few devices or the wrong node, or asks for no
///    device; else the devices that have less free than it asks.
/// 2. The cost of a placement is the growth of the node's fragmentation, in devices, plus a tenth
///    of how empty the node stays, as [BestFit] counts it.
/// 3. The least cost wins.
///
/// Typical pods that differ in cores only are kept together, so that a node is judged in the time
/// of the few kinds of device requests.
final class Fragmentation implements Score {
    private static final double EMPTINESS = 0.1;

    /// Typical pods that ask for the same devices on the same nodes, by their cores.
    private static final class Kind {
        final NodeRules rules;
        final int resource;
        final long whole;
        final int milli;
        long[] cores = {};
        double[] upTo = {};

        Kind(Devices devices) {
            rules = devices.rules;
            resource = devices.resource;
            whole = devices.whole;
            milli = devices.milli;
        }

        /// How often its pods come that ask for no more than these cores.
        double weight(long free) {
            int low = 0;
            int high = cores.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (cores[middle] <= free) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low == 0 ? 0 : upTo[low - 1];
        }
    }

    private record Devices(NodeRules rules, int resource, long whole, int milli) {}

    private final List<Kind> kinds = new ArrayList<>();
    private final Pool pool;
    private final BestFit bestFit;

    /// Which kinds accept a node, by its slot, and the node's version for which that holds.
    private boolean[][] accepted = {};

    private int[] version = {};
    private int poolVersion = -1;

    Fragmentation(Mix mix, Pool pool, Symbols symbols) {
        this.pool = pool;
        bestFit = new BestFit(pool);
        Map<Devices, List<Mix.Typical>> grouped = new LinkedHashMap<>();
        for (Mix.Typical typical : mix.typical()) {
            PodClass kind = new PodClass(typical.shape(), symbols);
            int resource = kind.shareResource;
            long whole = 0;
            for (int i = 1; i < kind.need.length && resource < 0; i++) {
                if (symbols.isDevice(kind.need[i])) {
                    resource = kind.need[i];
                    whole = kind.amount[i];
                }
            }
            if (resource >= 0 && typical.popularity() > 0) {
                Devices devices = new Devices(kind.shape.nodes(), resource, whole, kind.shareMilli);
                grouped.computeIfAbsent(devices, key -> new ArrayList<>()).add(typical);
            }
        }
        grouped.forEach((devices, members) -> {
            Kind kind = new Kind(devices);
            members.sort(Comparator.comparingLong(Fragmentation::cores));
            kind.cores = members.stream().mapToLong(Fragmentation::cores).toArray();
            kind.upTo = new double[members.size()];
            double sum = 0;
            for (int i = 0; i < kind.upTo.length; i++) {
                sum += members.get(i).popularity();
                kind.upTo[i] = sum;
            }
            kinds.add(kind);
        });
    }

    private static long cores(Mix.Typical typical) {
        return typical.shape().requests().amount(Resources.CPU);
    }

    @Override
    public double of(PodClass pod, int node, Nodes nodes) {
        prepare(node, nodes);
        long cores = nodes.free(node, Symbols.CPU);
        long coresAfter = cores - pod.amountOf(Symbols.CPU);
        double growth = 0;
        for (int r = Symbols.MEMORY + 1; r < nodes.symbols.size(); r++) {
            if (nodes.symbols.isDevice(r) && nodes.total(node, r) > 0) {
                int[] inUse = nodes.shares.of(node, r);
                long whole = Math.max(0, nodes.free(node, r));
                long wholeAfter = whole - (r == pod.shareResource ? 0 : pod.amountOf(r));
                int device = -1;
                int share = 0;
                if (r == pod.shareResource) {
                    share = pod.shareMilli;
                    device = Shares.deviceFor(inUse, share);
                    boolean opens = device >= inUse.length || inUse[device] == 0;
                    wholeAfter -= pod.amountOf(r) - 1 + (opens ? 1 : 0);
                }
                growth +=
                        fragments(node, r, coresAfter, wholeAfter, inUse, device, share)
                                - fragments(node, r, cores, whole, inUse, -1, 0);
            }
        }
        double cost = growth + EMPTINESS * bestFit.emptiness(pod, node, nodes);
        return 0.5 - cost / (2 * (pool.largest().devices() + 1));
    }

    /// What is free on devices of which shares are in use, with one more share on one of them.
    private static double parts(int[] inUse, int device, int share) {
        int sum = 0;
        for (int d = 0; d < Math.max(inUse.length, device + 1); d++) {
            sum += part(inUse, d, device, share);
        }
        return sum / (double) DeviceShare.WHOLE;
    }

    private static int part(int[] inUse, int d, int device, int share) {
        int used = (d < inUse.length ? inUse[d] : 0) + (d == device ? share : 0);
        return used == 0 ? 0 : Math.max(0, DeviceShare.WHOLE - used);
    }

    /// The fragmentation of a node's devices of one resource.
    private double fragments(
            int node, int resource, long cores, long whole, int[] inUse, int device, int share) {
        double parts = parts(inUse, device, share);
        double free = (double) whole + parts;
        double usable = 0;
        for (int k = 0; k < kinds.size(); k++) {
            Kind kind = kinds.get(k);
            if (kind.resource == resource && accepted[node][k]) {
                double weight = kind.weight(cores);
                if (weight > 0) {
                    if (kind.milli == 0) {
                        usable += whole >= kind.whole ? weight * (double) whole : 0;
                    } else {
                        usable +=
                                weight
                                        * ((double) whole
                                                + partsFor(kind.milli, inUse, device, share));
                    }
                }
            }
        }
        return free - usable;
    }

    /// What is free on devices that hold a share of this size.
    private static double partsFor(int milli, int[] inUse, int device, int share) {
        int sum = 0;
        for (int d = 0; d < Math.max(inUse.length, device + 1); d++) {
            int part = part(inUse, d, device, share);
            sum += part >= milli ? part : 0;
        }
        return sum / (double) DeviceShare.WHOLE;
    }

    private void prepare(int node, Nodes nodes) {
        if (poolVersion != pool.version()) {
            poolVersion = pool.version();
            accepted = new boolean[nodes.capacity()][];
            version = new int[nodes.capacity()];
        }
        if (accepted[node] == null || version[node] != nodes.version(node)) {
            version[node] = nodes.version(node);
            accepted[node] = new boolean[kinds.size()];
            for (int k = 0; k < kinds.size(); k++) {
                PodShape shape = PodShape.asking(Resources.NONE).withNodes(kinds.get(k).rules);
                accepted[node][k] = !Double.isNaN(Filter.preference(shape, nodes.spec(node)));
            }
        }
    }
}
