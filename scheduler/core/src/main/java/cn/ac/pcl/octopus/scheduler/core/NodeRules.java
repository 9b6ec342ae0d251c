package cn.ac.pcl.octopus.scheduler.core;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which nodes a pod accepts.
///
/// @param selector labels the node must have, all of them
/// @param required terms of which one must match; none = no condition
/// @param preferred terms that make a node better
/// @param tolerations taints the pod bears
/// @param volumes for each of its volumes the terms of which one must match
public record NodeRules(
        Map<String, String> selector,
        List<NodeTerm> required,
        List<PreferredNode> preferred,
        List<Toleration> tolerations,
        List<List<NodeTerm>> volumes) {
    public static final NodeRules NONE =
            new NodeRules(Map.of(), List.of(), List.of(), List.of(), List.of());

    public NodeRules {
        // Sorted, so that it reads the same in every process: ties are broken by that.
        selector = Collections.unmodifiableSortedMap(new TreeMap<>(selector));
        required = List.copyOf(required);
        preferred = List.copyOf(preferred);
        tolerations = List.copyOf(tolerations);
        volumes = volumes.stream().map(List::copyOf).toList();
    }

    public NodeRules withSelector(Map<String, String> changed) {
        return new NodeRules(changed, required, preferred, tolerations, volumes);
    }

    public NodeRules withRequired(List<NodeTerm> changed) {
        return new NodeRules(selector, changed, preferred, tolerations, volumes);
    }

    public NodeRules withPreferred(List<PreferredNode> changed) {
        return new NodeRules(selector, required, changed, tolerations, volumes);
    }

    public NodeRules withTolerations(List<Toleration> changed) {
        return new NodeRules(selector, required, preferred, changed, volumes);
    }

    public NodeRules withVolumes(List<List<NodeTerm>> changed) {
        return new NodeRules(selector, required, preferred, tolerations, changed);
    }
}
