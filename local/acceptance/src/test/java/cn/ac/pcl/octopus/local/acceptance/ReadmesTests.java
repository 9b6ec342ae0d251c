package cn.ac.pcl.octopus.local.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The README of each service lists what can be set, with the defaults that hold. A row names
 * properties as the configuration or the environment spells them; {@code .more} and {@code _MORE}
 * take the place of the last part of the name before, and braces stand for several.
 */
class ReadmesTests {
    private static final Path ROOT = Path.of(System.getProperty("octopus.root"));
    private static final String METADATA =
            "target/classes/META-INF/spring-configuration-metadata.json";
    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern BRACES = Pattern.compile("(.*)\\{(.*)}(.*)");

    private static final Source CLUSTER_CLIENT = new Source("cluster-client", ".*");
    private static final Source SURFACE = new Source("surface", ".*");
    private static final Source LOGINS =
            new Source("identity", ".*\\.(token-secret|token-lifetime|caller-private-key)");

    /** Every service and where the properties that hold for it are described. */
    private static final Map<String, List<Source>> SERVICES =
            Map.of(
                    "gateway",
                    List.of(
                            new Source("gateway", ".*"),
                            new Source("identity", ".*\\.(token-secret|caller-private-key)")),
                    "openai-server",
                    List.of(SURFACE, LOGINS),
                    "admin-server",
                    List.of(SURFACE, LOGINS),
                    "base-server/app",
                    List.of(
                            new Source("base-server/app", ".*"),
                            CLUSTER_CLIENT,
                            new Source("identity", ".*\\.caller-public-key")),
                    "taskset/app",
                    List.of(new Source("taskset/app", ".*"), CLUSTER_CLIENT),
                    "controller/app",
                    List.of(new Source("controller/app", ".*"), CLUSTER_CLIENT),
                    "scheduler/app",
                    List.of(new Source("scheduler/app", ".*"), CLUSTER_CLIENT));

    /**
     * Properties that a module describes.
     *
     * @param names which of them hold, a pattern
     */
    private record Source(String module, String names) {}

    static Set<String> services() {
        return new TreeSet<>(SERVICES.keySet());
    }

    @ParameterizedTest
    @MethodSource("services")
    void listsEveryPropertyWithItsDefault(String service) throws IOException {
        List<Row> rows = rows(readme(service));
        Map<String, String> own = ownDefaults(service);
        for (JsonNode property : properties(service)) {
            if (isRecord(property)) {
                continue;
            }
            String name = property.path("name").asString();
            List<Row> found = rows.stream().filter(row -> row.names(name)).toList();
            assertThat(found).as(name).hasSize(1);
            assertThat(found.getFirst().defaults())
                    .as("default of " + name)
                    .containsAll(
                            own.containsKey(name)
                                    ? List.of(own.getOrDefault(name, ""))
                                    : defaults(property));
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void listsNothingElse(String service) throws IOException {
        List<String> known =
                properties(service).stream()
                        .map(property ->
                                Pattern.quote(Row.plain(property.path("name").asString()))
                                        + (isRecord(property) ? "\\.[a-z]+" : ""))
                        .toList();
        assertThat(rows(readme(service)).stream().flatMap(row -> row.properties().stream()))
                .filteredOn(name -> name.startsWith("octopus."))
                .allMatch(name -> known.stream().anyMatch(name::matches));
    }

    @Test
    void readsRowsAsPeopleDo() {
        Row row = Row.of("| `a.b-c`, `.d`, `X_Y`, `_Z`, `e.{f,g-h}` | `1s`, 2 | text |");
        for (String name : List.of("a.b-c", "a.d", "x.y", "x.z", "e.f", "e.g-h")) {
            assertThat(row.names(name)).as(name).isTrue();
        }
        assertThat(row.names("a")).isFalse();
        assertThat(row.defaults()).containsExactly("1s", "2");
    }

    private record Row(List<String> properties, List<String> defaults) {
        static Row of(String line) {
            String[] cells = line.split("\\|", -1);
            List<String> names = new ArrayList<>();
            Matcher quoted = QUOTED.matcher(cells[1]);
            while (quoted.find()) {
                String name = plain(quoted.group(1));
                if (name.startsWith(".") && !names.isEmpty()) {
                    String before = names.getLast();
                    name = before.substring(0, before.lastIndexOf('.')) + name;
                }
                names.addAll(several(name));
            }
            return new Row(names, Stream.of(cells[2].split(",", -1)).map(Row::unquoted).toList());
        }

        private static String unquoted(String value) {
            return value.replace("`", "").strip();
        }

        /** What Spring takes for the same name. */
        private static String plain(String name) {
            return name.replace("-", "").replace('_', '.').toLowerCase(Locale.ROOT);
        }

        private static List<String> several(String name) {
            Matcher braces = BRACES.matcher(name);
            return braces.matches()
                    ? Stream.of(braces.group(2).split(",", -1))
                            .map(part -> braces.group(1) + part + braces.group(3))
                            .toList()
                    : List.of(name);
        }

        boolean names(String property) {
            return properties.contains(plain(property));
        }
    }

    private static List<Row> rows(Path readme) throws IOException {
        return Files.readAllLines(readme).stream()
                .filter(line -> line.startsWith("| `"))
                .map(Row::of)
                .toList();
    }

    private static Path readme(String service) {
        Path own = ROOT.resolve(service).resolve("README.md");
        return Files.exists(own) ? own : own.resolve("../../README.md").normalize();
    }

    private static List<JsonNode> properties(String service) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (Source source : Objects.requireNonNull(SERVICES.get(service))) {
            List<JsonNode> some =
                    described(ROOT.resolve(source.module())).stream()
                            .filter(property ->
                                    property.path("name").asString().matches(source.names()))
                            .toList();
            assertThat(some).as(source.toString()).isNotEmpty();
            found.addAll(some);
        }
        return found;
    }

    /** The properties of a module; those whose parts another module describes stand for them. */
    private static List<JsonNode> described(Path module) throws IOException {
        JsonNode all = JsonMapper.shared().readTree(Files.readString(module.resolve(METADATA)));
        List<JsonNode> found = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        all.path("groups").forEach(group -> groups.add(group.path("name").asString()));
        for (JsonNode property : all.path("properties")) {
            if (!groups.contains(property.path("name").asString())) {
                found.add(property);
            }
        }
        return found;
    }

    private static boolean isRecord(JsonNode property) {
        return property.path("type").asString("").endsWith("Properties");
    }

    /** What the configuration of a service sets that nothing outside of it decides. */
    private static Map<String, String> ownDefaults(String service) throws IOException {
        Path configuration = ROOT.resolve(service).resolve("src/main/resources/application.yaml");
        Map<String, String> flat = new HashMap<>();
        flatten("", YAML.readTree(Files.readString(configuration)), flat);
        flat.values().removeIf(value -> value.contains("${"));
        return flat;
    }

    private static void flatten(String name, JsonNode node, Map<String, String> flat) {
        if (node.isObject()) {
            node.properties()
                    .forEach(part ->
                            flatten(
                                    name.isEmpty() ? part.getKey() : name + "." + part.getKey(),
                                    part.getValue(),
                                    flat));
        } else if (!node.isContainer()) {
            flat.put(name, node.asString(""));
        }
    }

    /** The default, or its parts when it is a list. */
    private static List<String> defaults(JsonNode property) {
        String text = property.path("defaultValue").asString("").replaceAll("^\\[|]$", "");
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(", ", -1));
    }
}
