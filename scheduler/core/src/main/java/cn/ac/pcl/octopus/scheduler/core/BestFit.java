package cn.ac.pcl.octopus.scheduler.core;

/// Prefers the node that has the least left when the pod is on it.
///
/// What is left counts in pieces, not in parts of the node, and also where the pod does not ask for
/// it: so small nodes fill up before large ones, and pods without devices leave the nodes with free
/// devices alone.
final class BestFit implements Score {
    private final Pool pool;

    BestFit(Pool pool) {
        this.pool = pool;
    }

    @Override
    public double of(PodClass kind, int node, Nodes nodes) {
        return kind.bestEffort()
                ? Score.roomForPods(node, nodes)
                : 1 - emptiness(kind, node, nodes);
    }

    /// How empty the node stays with one more such pod, 0 to 1: half its devices, a quarter each
    /// its cores and its memory, against the node of the pool that has most of them.
    double emptiness(PodClass kind, int node, Nodes nodes) {
        Largest most = pool.largest();
        double cores = (double) nodes.free(node, Symbols.CPU) - kind.amountOf(Symbols.CPU);
        double memory = (double) nodes.free(node, Symbols.MEMORY) - kind.amountOf(Symbols.MEMORY);
        double devices = nodes.freeDevices(node) - kind.devices;
        return 0.25 * part(cores, most.cores())
                + 0.25 * part(memory, most.memory())
                + 0.5 * part(devices, most.devices());
    }

    private static double part(double left, double most) {
        return most == 0 ? 0 : left / most;
    }
}
