package cn.ac.pcl.octopus.local.cluster.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A label or field selector of equalities and presences: all its requirements must hold. */
public final class Selector implements Predicate<JsonNode> {
    private static final Pattern TERM =
            Pattern.compile(
                    "\\s*(?<absent>!?)\\s*(?<key>[^\\s!=,()]+)\\s*"
                            + "((?<comparison>==|=|!=)\\s*(?<value>[^\\s!=,()]*))?"
                            + "\\s*(,|$)");

    /** How the value of a key is found; null where there is none. */
    private interface Reading {
        @Nullable String of(JsonNode document, String key);
    }

    /**
     * @param value the accepted or refused value; null where any will do
     * @param wanted whether it must be this value, or must not
     */
    private record Requirement(String key, @Nullable String value, boolean wanted) {
        boolean holds(@Nullable String found) {
            return (found != null && (value == null || value.equals(found))) == wanted;
        }
    }

    private final List<Requirement> requirements;
    private final Reading reading;

    private Selector(List<Requirement> requirements, Reading reading) {
        this.requirements = requirements;
        this.reading = reading;
    }

    /**
     * Reads the text form of `labelSelector`; null selects everything.
     *
     * @throws IllegalArgumentException saying what cannot be understood
     */
    public static Selector labels(@Nullable String text) {
        return new Selector(
                parse(text == null ? "" : text),
                (document, key) -> {
                    JsonNode label = Json.at(document, "metadata", "labels").path(key);
                    return label.isString() ? label.stringValue("") : null;
                });
    }

    /**
     * Reads the text form of `fieldSelector`; null selects everything. Only the fields that a type
     * offers can be asked for.
     *
     * @throws IllegalArgumentException saying what cannot be understood
     */
    public static Selector fields(@Nullable String text, Set<String> offered) {
        List<Requirement> requirements = parse(text == null ? "" : text);
        for (Requirement requirement : requirements) {
            if (requirement.value() == null || !offered.contains(requirement.key())) {
                throw new IllegalArgumentException(
                        "field label not supported: " + requirement.key());
            }
        }
        return new Selector(requirements, Selector::field);
    }

    @Override
    public boolean test(JsonNode document) {
        for (Requirement requirement : requirements) {
            if (!requirement.holds(reading.of(document, requirement.key()))) {
                return false;
            }
        }
        return true;
    }

    private static String field(JsonNode document, String path) {
        return Json.at(document, path.split("\\.", -1)).asString("");
    }

    private static List<Requirement> parse(String text) {
        List<Requirement> requirements = new ArrayList<>();
        Matcher term = TERM.matcher(text);
        for (int at = 0; at < text.length(); at = term.end()) {
            if (!term.region(at, text.length()).lookingAt()) {
                throw new IllegalArgumentException(
                        "unable to parse requirement: found '%s' in selector '%s'"
                                .formatted(text.substring(at), text));
            }
            requirements.add(requirement(term));
        }
        return requirements;
    }

    private static Requirement requirement(Matcher term) {
        String key = term.group("key");
        boolean negated = !term.group("absent").isEmpty();
        String comparison = term.group("comparison");
        if (negated && comparison != null) {
            throw new IllegalArgumentException("unable to parse requirement: " + term.group());
        }
        if (comparison != null) {
            return new Requirement(key, term.group("value"), !comparison.equals("!="));
        }
        return new Requirement(key, null, !negated);
    }
}
