package cn.ac.pcl.octopus.scheduler.core;

import java.util.List;
import java.util.Map;

/// One condition on labels, with the meaning Kubernetes gives to its operator.
public record LabelRule(String key, Operator operator, List<String> values) {
    /// A rule under this key looks at the node's name instead of its labels.
    public static final String NODE_NAME = "metadata.name";

    /// How the values are compared.
    public enum Operator {
        /// The label has one of the values.
        IN,
        /// The label is absent or has none of the values.
        NOT_IN,
        /// The label is there.
        EXISTS,
        /// The label is absent.
        DOES_NOT_EXIST,
        /// The label is a whole number above the only value.
        GREATER,
        /// The label is a whole number below the only value.
        LESS
    }

    public LabelRule {
        values = List.copyOf(values);
    }

    /// True when the labels keep this rule. A number that cannot be read keeps no comparison.
    public boolean matches(Map<String, String> labels) {
        String label = labels.get(key);
        return switch (operator) {
            case IN -> label != null && values.contains(label);
            case NOT_IN -> label == null || !values.contains(label);
            case EXISTS -> label != null;
            case DOES_NOT_EXIST -> label == null;
            case GREATER -> label != null && compare(label) > 0;
            case LESS -> label != null && compare(label) < 0;
        };
    }

    private int compare(String label) {
        if (values.size() != 1) {
            return 0;
        }
        try {
            return Long.compare(Long.parseLong(label), Long.parseLong(values.getFirst()));
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
