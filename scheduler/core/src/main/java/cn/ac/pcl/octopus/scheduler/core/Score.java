package cn.ac.pcl.octopus.scheduler.core;

/// How well a node suits a pod that fits on it, 0 to 1, greater is better.
interface Score {
    double of(PodClass kind, int node, Nodes nodes);

    /// The emptiest node first, by the parts in use of what the pod asks for. Devices weigh fifty
    /// times as much as cores and memory.
    Score SPREAD =
            (kind, node, nodes) ->
                    kind.bestEffort() ? roomForPods(node, nodes) : 1 - fullness(kind, node, nodes);

    double DEVICE_WEIGHT = 50;

    /// How full the node would be, over the resources that the pod asks for.
    private static double fullness(PodClass kind, int node, Nodes nodes) {
        double sum = 0;
        double weights = 0;
        for (int i = 1; i < kind.need.length; i++) {
            int resource = kind.need[i];
            double weight = nodes.symbols.isDevice(resource) ? DEVICE_WEIGHT : 1;
            double total = nodes.total(node, resource);
            sum += weight * (total - nodes.free(node, resource) + kind.amount[i]) / total;
            weights += weight;
        }
        if (kind.shareResource >= 0) {
            double total = nodes.total(node, kind.shareResource);
            double free = nodes.freeWithParts(node, kind.shareResource);
            double asked = kind.shareMilli / (double) DeviceShare.WHOLE;
            sum += DEVICE_WEIGHT * (total - free + asked) / total;
            weights += DEVICE_WEIGHT;
        }
        return sum / weights;
    }

    /// Pods that ask for nothing go where the fewest pods are.
    static double roomForPods(int node, Nodes nodes) {
        return nodes.free(node, Symbols.PODS) / (double) nodes.total(node, Symbols.PODS);
    }
}
