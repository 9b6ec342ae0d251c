package cn.ac.pcl.octopus.scheduler.core;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that decides where a pod may run. Pods of equal shape are one scheduling class: what is
/// found out for one of them holds for all, so keep out of it what differs without need.
///
/// Start with [#asking] and add with the `with…` methods; later versions may have more of them.
///
/// @param requests whole amounts; a pod that asks for nothing is best effort
/// @param share part of one device, beside the whole amounts
/// @param nodes which nodes it accepts
/// @param ports ports of the node it takes
/// @param labels its own labels, as far as others' rules may look at them
/// @param pods what it asks of the pods beside it
public record PodShape(
        Resources requests,
        @Nullable DeviceShare share,
        NodeRules nodes,
        List<HostPort> ports,
        Map<String, String> labels,
        PodRules pods) {
    public PodShape {
        ports = List.copyOf(ports);
        labels = Map.copyOf(labels);
    }

    public static PodShape asking(Resources requests) {
        return new PodShape(requests, null, NodeRules.NONE, List.of(), Map.of(), PodRules.NONE);
    }

    public PodShape withShare(@Nullable DeviceShare changed) {
        return new PodShape(requests, changed, nodes, ports, labels, pods);
    }

    public PodShape withNodes(NodeRules changed) {
        return new PodShape(requests, share, changed, ports, labels, pods);
    }

    public PodShape withPorts(List<HostPort> changed) {
        return new PodShape(requests, share, nodes, changed, labels, pods);
    }

    public PodShape withLabels(Map<String, String> changed) {
        return new PodShape(requests, share, nodes, ports, changed, pods);
    }

    public PodShape withPods(PodRules changed) {
        return new PodShape(requests, share, nodes, ports, labels, changed);
    }
}
