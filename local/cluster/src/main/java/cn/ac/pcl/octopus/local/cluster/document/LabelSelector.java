package cn.ac.pcl.octopus.local.cluster.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A label selector: all requirements must hold. */
public record LabelSelector(List<Requirement> requirements) {
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    private static final Pattern SET =
            Pattern.compile("([^\\s!=,()<>]+)\\s+(in|notin)\\s*\\(([^()]*)\\)");
    private static final Pattern COMPARISON =
            Pattern.compile("([^\\s!=,()<>]+)\\s*(==|=|!=|<|>)\\s*([^\\s!=,()<>]*)");
    private static final Pattern EXISTENCE = Pattern.compile("(!?)\\s*([^\\s!=,()<>]+)");

    /** What a requirement asks of the label's value. */
    enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        ABSENT,
        LESS,
        GREATER
    }

    /** One requirement on one label. */
    record Requirement(String key, Operator operator, Set<String> values) {
        boolean holdsFor(JsonNode labels) {
            JsonNode label = labels.path(key);
            String value = label.stringValue("");
            boolean present = label.isString();
            return switch (operator) {
                case IN -> present && values.contains(value);
                case NOT_IN -> !present || !values.contains(value);
                case EXISTS -> present;
                case ABSENT -> !present;
                case LESS -> present && compare(value) < 0;
                case GREATER -> present && compare(value) > 0;
            };
        }

        private int compare(String value) {
            try {
                return Long.compare(
                        Long.parseLong(value), Long.parseLong(values.iterator().next()));
            } catch (NumberFormatException _) {
                return 0;
            }
        }
    }

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /** Reads the text form of `labelSelector`. */
    public static LabelSelector parse(String text) {
        List<Requirement> requirements = new ArrayList<>();
        for (String part : split(text)) {
            requirements.add(requirement(part.strip(), text));
        }
        return requirements.isEmpty() ? EVERYTHING : new LabelSelector(requirements);
    }

    public boolean matches(JsonNode document) {
        JsonNode labels = Json.at(document, "metadata", "labels");
        for (Requirement requirement : requirements) {
            if (!requirement.holdsFor(labels)) {
                return false;
            }
        }
        return true;
    }

    private static Requirement requirement(String part, String whole) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            Set<String> values = new TreeSet<>();
            for (String value : set.group(3).split(",", -1)) {
                values.add(checkedValue(value.strip()));
            }
            return new Requirement(
                    checkedKey(set.group(1)),
                    set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN,
                    values);
        }
        Matcher comparison = COMPARISON.matcher(part);
        if (comparison.matches()) {
            Operator operator =
                    switch (comparison.group(2)) {
                        case "!=" -> Operator.NOT_IN;
                        case "<" -> Operator.LESS;
                        case ">" -> Operator.GREATER;
                        default -> Operator.IN;
                    };
            return new Requirement(
                    checkedKey(comparison.group(1)),
                    operator,
                    Set.of(checkedValue(comparison.group(3))));
        }
        Matcher existence = EXISTENCE.matcher(part);
        if (existence.matches()) {
            return new Requirement(
                    checkedKey(existence.group(2)),
                    existence.group(1).isEmpty() ? Operator.EXISTS : Operator.ABSENT,
                    Set.of());
        }
        throw new InvalidSelectorException(
                "unable to parse requirement: found '%s' in label selector '%s'"
                        .formatted(part, whole));
    }

    private static String checkedKey(String key) {
        Names.qualifiedNameProblem(key)
                .ifPresent(problem -> {
                    throw new InvalidSelectorException(
                            "unable to parse requirement: key: Invalid value: \"%s\": %s"
                                    .formatted(key, problem));
                });
        return key;
    }

    private static String checkedValue(String value) {
        Names.labelValueProblem(value)
                .ifPresent(problem -> {
                    throw new InvalidSelectorException(
                            "unable to parse requirement: values: Invalid value: \"%s\": %s"
                                    .formatted(value, problem));
                });
        return value;
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        if (!text.isBlank()) {
            parts.add(text.substring(start));
        }
        return parts;
    }
}
