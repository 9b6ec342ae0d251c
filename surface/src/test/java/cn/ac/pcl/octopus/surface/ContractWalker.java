package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.api.WireNumber;
import cn.ac.pcl.octopus.base.api.WireText;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Walks the endpoints of a surface along the contract's document. Each must be in it with the same
 * path, path variables, inputs and answer; answers are compared as the surface's mapper writes
 * them. What differs on purpose is a line of the list of differences, and each line must be needed:
 *
 * <ul>
 *   <li>{@code answers X.y}: the answer has a member that the contract lacks;
 *   <li>{@code hears X.y}: the input has a member that the contract lacks;
 *   <li>{@code ignores X.y}: the contract's input has a member that nobody needs;
 *   <li>{@code retypes X.y}: the member has another JSON type than in the contract;
 *   <li>{@code rules X.y}: the input's member is held to other limits than the contract's.
 * </ul>
 */
public final class ContractWalker {

    private final JsonMapper wire = WireMapper.create(PhraseBook.open());
    private final JsonNode document;
    private final Set<String> differences;
    private final Set<String> needed = new TreeSet<>();
    private final List<String> findings = new ArrayList<>();
    private final RuleProbe rules = new RuleProbe();

    /** A walker with a document and a list of differences, both on the class path. */
    public ContractWalker(String document, String differences) {
        this.document = JsonMapper.shared().readTree(resource(document));
        this.differences =
                resource(differences)
                        .lines()
                        .filter(it -> !it.isBlank() && !it.startsWith("#"))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a walk found. */
    public record Walk(List<String> findings, List<String> notBuilt) {}

    /** Walks all endpoints below {@code /v1/}. */
    public Walk walk(RequestMappingHandlerMapping mapping) {
        Set<String> built = new TreeSet<>();
        mapping.getHandlerMethods()
                .forEach((info, handler) ->
                        endpointsOf(info)
                                .forEach(endpoint -> {
                                    built.add(endpoint);
                                    check(endpoint, handler);
                                }));
        Set<String> unneeded = new TreeSet<>(differences);
        unneeded.removeAll(needed);
        unneeded.forEach(it -> findings.add("The difference is not needed: " + it));
        Set<String> missing = new TreeSet<>(endpoints());
        missing.removeAll(built);
        return new Walk(List.copyOf(findings), List.copyOf(missing));
    }

    private static List<String> endpointsOf(RequestMappingInfo info) {
        return info.getMethodsCondition().getMethods().stream()
                .flatMap(method ->
                        info.getPatternValues().stream()
                                .map(pattern -> method.name() + " " + pattern))
                .toList();
    }

    private Set<String> endpoints() {
        Set<String> all = new TreeSet<>();
        document.get("paths")
                .forEachEntry((path, operations) ->
                        operations.forEachEntry((method, _) ->
                                all.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        return all;
    }

    private void check(String endpoint, HandlerMethod handler) {
        var parts = endpoint.split(" ", 2);
        var operation =
                document.get("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
        if (operation.isMissingNode()) {
            findings.add(endpoint + " is not in the contract");
            return;
        }
        checkPath(endpoint, operation, handler);
        checkInput(endpoint, operation, handler);
        var schema =
                resolve(
                        operation
                                .at("/responses/200/content")
                                .get("application/json")
                                .get("schema"));
        var payload = resolve(schema.get("properties").get("payload"));
        var sample = Samples.of(handler.getMethod().getGenericReturnType());
        compare(endpoint, sample, wire.valueToTree(sample), payload);
    }

    private void checkPath(String endpoint, JsonNode operation, HandlerMethod handler) {
        var wanted = parameters(operation, "path").keySet();
        var found =
                Arrays.stream(handler.getMethodParameters())
                        .filter(it -> it.hasParameterAnnotation(PathVariable.class))
                        .map(it -> it.getParameter().getName())
                        .collect(Collectors.toSet());
        if (!wanted.equals(found)) {
            findings.add(endpoint + " has path variables " + found + " instead of " + wanted);
        }
    }

    private void checkInput(String endpoint, JsonNode operation, HandlerMethod handler) {
        var query = parameters(operation, "query");
        var body = operation.at("/requestBody/content").path("application/json").path("schema");
        var wanted = body.isMissingNode() ? query : properties(resolve(body));
        var required = body.isMissingNode() ? requiredOf(operation) : requiredOf(resolve(body));
        var input =
                Arrays.stream(handler.getMethodParameters())
                        .filter(it -> it.hasParameterAnnotation(Input.class))
                        .map(MethodParameter::getParameterType)
                        .findFirst();
        if (input.isPresent()) {
            checkInput(endpoint, input.get(), wanted, required);
        } else if (!wanted.isEmpty()) {
            findings.add(endpoint + " does not hear " + wanted.keySet());
        }
    }

    private void checkInput(
            String endpoint, Class<?> type, Map<String, JsonNode> wanted, Set<String> required) {
        Map<String, RecordComponent> heard = components(type);
        for (var name : heard.keySet()) {
            if (!wanted.containsKey(name)) {
                allow(endpoint, "hears", type, name);
            }
        }
        wanted.forEach((name, schema) -> {
            var component = heard.get(name);
            if (component == null) {
                allow(endpoint, "ignores", type, name);
            } else {
                checkInputType(endpoint, type, component, resolve(schema));
                if (!rules.hold(type, component, resolve(schema), required.contains(name))) {
                    allow(endpoint, "rules", type, name);
                }
            }
        });
    }

    private void checkInputType(
            String endpoint, Class<?> owner, RecordComponent component, JsonNode schema) {
        var type = component.getGenericType();
        if (!kind(type).equals(kind(schema))) {
            allow(endpoint, "retypes", owner, component.getName());
            return;
        }
        if (type instanceof ParameterizedType generic
                && generic.getRawType() == List.class
                && generic.getActualTypeArguments()[0] instanceof Class<?> element
                && element.isRecord()) {
            var items = resolve(schema.get("items"));
            checkInput(endpoint, element, properties(items), requiredOf(items));
        } else if (type instanceof Class<?> raw && raw.isRecord() && raw != VersionNumber.class) {
            checkInput(endpoint, raw, properties(schema), requiredOf(schema));
        }
    }

    /** Compares an answer with its schema; the value tells which record a member belongs to. */
    private void compare(String endpoint, Object value, JsonNode json, JsonNode schema) {
        if (value instanceof List<?> list) {
            compare(endpoint, list.getFirst(), json.get(0), resolve(schema.get("items")));
        } else if (value instanceof Map<?, ?> map) {
            compare(
                    endpoint,
                    Objects.requireNonNull(map.get("key")),
                    json.get("key"),
                    resolve(schema.get("additionalProperties")));
        } else if (json.isObject()) {
            compareObject(endpoint, value, json, properties(schema));
        }
    }

    private void compareObject(
            String endpoint, Object value, JsonNode json, Map<String, JsonNode> wanted) {
        var type = value.getClass();
        var components = components(type);
        for (var name : json.propertyNames()) {
            if (!wanted.containsKey(name)) {
                allow(endpoint, "answers", type, name);
            }
        }
        wanted.forEach((name, declared) -> {
            var schema = resolve(declared);
            var member = json.get(name);
            if (member == null) {
                findings.add(endpoint + " does not answer " + type + "." + name);
            } else if (!fits(member, schema)) {
                allow(endpoint, "retypes", type, name);
            } else {
                var component = Objects.requireNonNull(components.get(name));
                compare(endpoint, valueOf(component, value), member, schema);
            }
        });
    }

    private static boolean fits(JsonNode json, JsonNode schema) {
        return switch (kind(schema)) {
            case "string" -> json.isString();
            case "integer" -> json.isIntegralNumber();
            case "number" -> json.isNumber();
            case "boolean" -> json.isBoolean();
            case "array" -> json.isArray();
            default -> json.isObject();
        };
    }

    private static Object valueOf(RecordComponent component, Object owner) {
        try {
            component.getAccessor().setAccessible(true);
            return Objects.requireNonNull(component.getAccessor().invoke(owner));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("An accessor cannot be called", e);
        }
    }

    private void allow(String endpoint, String verb, Class<?> type, String member) {
        var difference = verb + " " + type.getSimpleName() + "." + member;
        if (differences.contains(difference)) {
            needed.add(difference);
        } else {
            findings.add(endpoint + " " + difference);
        }
    }

    private static Map<String, RecordComponent> components(Class<?> type) {
        Map<String, RecordComponent> components = new LinkedHashMap<>();
        for (var component : type.getRecordComponents()) {
            components.put(wireName(component), component);
        }
        return components;
    }

    private static String wireName(RecordComponent component) {
        var renamed = component.getAccessor().getAnnotation(JsonProperty.class);
        return renamed == null ? component.getName() : renamed.value();
    }

    private static String kind(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Collection.class.isAssignableFrom((Class<?>) generic.getRawType())
                    ? "array"
                    : "object";
        }
        var raw = (Class<?>) type;
        if (raw == String.class
                || raw == VersionNumber.class
                || WireText.class.isAssignableFrom(raw)) {
            return "string";
        }
        if (raw == int.class
                || raw == long.class
                || raw == Instant.class
                || WireNumber.class.isAssignableFrom(raw)) {
            return "integer";
        }
        if (raw == boolean.class) {
            return "boolean";
        }
        return raw == BigDecimal.class ? "number" : "object";
    }

    private static String kind(JsonNode schema) {
        return schema.path("type").asString("object");
    }

    private Map<String, JsonNode> parameters(JsonNode operation, String place) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        for (var parameter : operation.path("parameters")) {
            if (parameter.get("in").asString().equals(place)) {
                parameters.put(parameter.get("name").asString(), parameter.get("schema"));
            }
        }
        return parameters;
    }

    private static Map<String, JsonNode> properties(JsonNode schema) {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        schema.path("properties").forEachEntry(properties::put);
        return properties;
    }

    /** Names that a schema, or the query of an operation, requires. */
    private static Set<String> requiredOf(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.path("required").forEach(it -> names.add(it.asString()));
        for (var parameter : node.path("parameters")) {
            if (parameter.path("required").asBoolean(false)
                    || parameter.has("x-required-in-query-or-json-body")) {
                names.add(parameter.get("name").asString());
            }
        }
        return names;
    }

    private JsonNode resolve(@Nullable JsonNode schema) {
        var node = Objects.requireNonNull(schema);
        if (node.has("allOf")) {
            return resolve(node.get("allOf").get(0));
        }
        return node.has("$ref")
                ? resolve(document.at(node.get("$ref").asString().substring(1)))
                : node;
    }

    private static String resource(String name) {
        try (InputStream input = ContractWalker.class.getClassLoader().getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(input, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
