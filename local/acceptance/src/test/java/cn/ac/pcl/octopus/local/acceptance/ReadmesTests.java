package cn.ac.pcl.octopus.local.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The README of each service lists what can be set, with the defaults that hold. A row names
 * properties as the configuration or the environment spells them; {@code .more} and {@code _MORE}
 * take the place of the last part of the name before, and braces stand for several.
 */
class ReadmesTests {
    private static final Path ROOT = Path.of(System.getProperty("octopus.root"));
    private static final String METADATA =
            "target/classes/META-INF/spring-configuration-metadata.json";
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern BRACES = Pattern.compile("(.*)\\{(.*)}(.*)");

    /** Modules of services: they say what can be set and have a README, or their folder has. */
    static List<Path> services() {
        return Stream.of(
                        "gateway",
                        "openai-server",
                        "admin-server",
                        "base-server/app",
                        "taskset/app",
                        "controller/app",
                        "scheduler/app")
                .map(ROOT::resolve)
                .filter(module -> Files.exists(module.resolve(METADATA)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("services")
    void listsEveryPropertyWithItsDefault(Path module) throws IOException {
        List<Row> rows = rows(readme(module));
        List<JsonNode> properties = properties(module);
        assertThat(properties).isNotEmpty();
        for (JsonNode property : properties) {
            String name = property.path("name").asString();
            List<Row> found = rows.stream().filter(row -> row.names(name)).toList();
            assertThat(found).as(name).hasSize(1);
            assertThat(found.getFirst().defaults())
                    .as("default of " + name)
                    .containsAll(defaults(property));
        }
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

    private static Path readme(Path module) {
        Path own = module.resolve("README.md");
        return Files.exists(own) ? own : module.resolve("../README.md").normalize();
    }

    /**
     * The properties of a module; records of properties are there with their parts, or elsewhere.
     */
    private static List<JsonNode> properties(Path module) throws IOException {
        JsonNode all = JsonMapper.shared().readTree(Files.readString(module.resolve(METADATA)));
        List<JsonNode> found = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        all.path("groups").forEach(group -> groups.add(group.path("name").asString()));
        for (JsonNode property : all.path("properties")) {
            boolean isRecord =
                    groups.contains(property.path("name").asString())
                            || property.path("type").asString("").endsWith("Properties");
            if (!isRecord) {
                found.add(property);
            }
        }
        return found;
    }

    /** The default, or its parts when it is a list. */
    private static List<String> defaults(JsonNode property) {
        String text = property.path("defaultValue").asString("").replaceAll("^\\[|]$", "");
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(", ", -1));
    }
}
