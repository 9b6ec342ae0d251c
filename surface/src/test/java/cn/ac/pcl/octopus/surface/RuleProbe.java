package cn.ac.pcl.octopus.surface;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tries values at the edges of the contract's limits on an input's member: what the contract takes
 * must pass, what it does not take must fail.
 */
final class RuleProbe {

    private static final String EMAIL = "a@b.cn";

    /** Something for each pattern, enum and format of the contract, and something for none. */
    private static final List<String> TRIED =
            List.of(
                    "!",
                    "a b",
                    "-",
                    "@",
                    "?".repeat(40),
                    EMAIL,
                    "a@",
                    "asc",
                    "desc",
                    "ascending",
                    "V1",
                    "V",
                    "v1",
                    "a.zip",
                    "a.tar",
                    "name-1|2.3",
                    "1name",
                    "http://a.cn",
                    "ftp://a.cn",
                    "13800000000",
                    "12800000000",
                    "0123456789abcdef0123456789abcdef",
                    "0123456789ABCDEF0123456789ABCDEF");

    private final Validator validator = Validation.buildDefaultValidatorFactory().getValidator();

    boolean hold(Class<?> owner, RecordComponent component, JsonNode schema, boolean required) {
        var type = component.getType();
        if (type == String.class) {
            return text(owner, component.getName(), schema, required);
        }
        if (type == int.class || type == long.class) {
            return number(owner, component, schema, required);
        }
        return type.isPrimitive() || passes(owner, component.getName(), null) != required;
    }

    private boolean text(Class<?> owner, String name, JsonNode schema, boolean required) {
        boolean free = !schema.has("pattern") && !schema.has("format") && !schema.has("enum");
        if (passes(owner, name, null) == required) {
            return false;
        }
        if (free && passes(owner, name, "") == schema.path("minLength").asInt(0) > 0) {
            return false;
        }
        if (!TRIED.stream().allMatch(it -> passes(owner, name, it) == takes(schema, it))) {
            return false;
        }
        if (!schema.has("maxLength")) {
            return true;
        }
        int most = schema.get("maxLength").asInt();
        return !passes(owner, name, "a".repeat(most + 1))
                && (!free || passes(owner, name, "a".repeat(most)));
    }

    /** Whether the contract takes a text that is not empty. */
    private static boolean takes(JsonNode schema, String text) {
        int least = schema.path("minLength").asInt(0);
        return text.length() >= schema.path("x-minLength-unless-empty").asInt(least)
                && text.length() <= schema.path("maxLength").asInt(Integer.MAX_VALUE)
                && (!schema.has("format") || text.equals(EMAIL))
                && (!schema.has("enum") || contains(schema.get("enum"), text))
                && Pattern.compile(schema.path("pattern").asString("")).matcher(text).find();
    }

    private static boolean contains(JsonNode values, String text) {
        return values.valueStream().anyMatch(value -> value.asString().equals(text));
    }

    private boolean number(
            Class<?> owner, RecordComponent component, JsonNode schema, boolean required) {
        if (schema.has("minimum")) {
            long least = schema.get("minimum").asLong();
            if (!passes(owner, component, least) || passes(owner, component, least - 1)) {
                return false;
            }
        } else if (passes(owner, component, 0) == required) {
            return false;
        }
        if (schema.path("maximum").asLong(Long.MAX_VALUE) > Integer.MAX_VALUE) {
            return true;
        }
        long most = schema.get("maximum").asLong();
        if (schema.path("exclusiveMaximum").asBoolean(false)) {
            most--;
        }
        return passes(owner, component, most) && !passes(owner, component, most + 1);
    }

    private boolean passes(Class<?> owner, RecordComponent component, long value) {
        Object boxed = component.getType() == int.class ? (Object) (int) value : (Object) value;
        return passes(owner, component.getName(), boxed);
    }

    private boolean passes(Class<?> owner, String name, @Nullable Object value) {
        return validator.validateValue(owner, name, value).isEmpty();
    }
}
