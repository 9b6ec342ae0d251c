package cn.ac.pcl.octopus.local.cluster.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A field selector: all terms must hold; only the fields that a type offers can be asked for. */
public record FieldSelector(List<Term> terms) {
    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    /** `path = value`, or its opposite. */
    record Term(String field, boolean equal, String value) {}

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    /** Reads the text form of `fieldSelector`. */
    public static FieldSelector parse(String text, Set<String> offered) {
        List<Term> terms = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                terms.add(term(part.strip(), offered));
            }
        }
        return terms.isEmpty() ? EVERYTHING : new FieldSelector(terms);
    }

    public boolean matches(JsonNode document) {
        for (Term term : terms) {
            if (valueOf(document, term.field()).equals(term.value()) != term.equal()) {
                return false;
            }
        }
        return true;
    }

    private static Term term(String part, Set<String> offered) {
        int at = part.indexOf('=');
        if (at <= 0) {
            throw new InvalidSelectorException(
                    "invalid selector: '%s'; can't understand '%s'".formatted(part, part));
        }
        boolean equal = part.charAt(at - 1) != '!';
        String field = part.substring(0, equal ? at : at - 1).strip();
        String value = part.substring(part.startsWith("==", at) ? at + 2 : at + 1).strip();
        if (!offered.contains(field)) {
            throw new InvalidSelectorException("field label not supported: " + field);
        }
        return new Term(field, equal, value);
    }

    private static String valueOf(JsonNode document, String field) {
        JsonNode node = document;
        for (String step : field.split("\\.", -1)) {
            node = node.path(step);
        }
        if (node.isMissingNode() || node.isNull()) {
            // Booleans without a value read "false", as in Kubernetes' own field sets.
            return field.equals("spec.unschedulable") || field.equals("spec.hostNetwork")
                    ? "false"
                    : "";
        }
        return node.asString();
    }
}
