package cn.ac.pcl.octopus.scheduler.core;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which pods a rule about other pods looks at.
///
/// @param namespaces theirs; none named = every namespace
/// @param rules what their labels keep, all of them; without a rule every pod of the namespaces
public record PodSelector(Set<String> namespaces, List<LabelRule> rules) {
    /// Looks at no pod.
    public static final PodSelector NOTHING =
            new PodSelector(Set.of(), List.of(new LabelRule("", LabelRule.Operator.IN, List.of())));

    public PodSelector {
        namespaces = Set.copyOf(namespaces);
        rules = List.copyOf(rules);
    }

    /// The pods of a namespace that have a label of this value.
    public static PodSelector of(String namespace, String key, String value) {
        return new PodSelector(
                Set.of(namespace),
                List.of(new LabelRule(key, LabelRule.Operator.IN, List.of(value))));
    }

    boolean matches(String namespace, Map<String, String> labels) {
        if (!namespaces.isEmpty() && !namespaces.contains(namespace)) {
            return false;
        }
        for (LabelRule rule : rules) {
            if (!rule.matches(labels)) {
                return false;
            }
        }
        return true;
    }
}
