package cn.ac.pcl.octopus.scheduler.core;

import java.util.List;
import java.util.Map;

/// Conditions on a node that all have to hold. A term without a rule matches no node.
public record NodeTerm(List<LabelRule> rules) {
    public NodeTerm {
        rules = List.copyOf(rules);
    }

    boolean matches(String node, Map<String, String> labels) {
        for (LabelRule rule : rules) {
            Map<String, String> looked =
                    rule.key().equals(LabelRule.NODE_NAME)
                            ? Map.of(LabelRule.NODE_NAME, node)
                            : labels;
            if (!rule.matches(looked)) {
                return false;
            }
        }
        return !rules.isEmpty();
    }
}
