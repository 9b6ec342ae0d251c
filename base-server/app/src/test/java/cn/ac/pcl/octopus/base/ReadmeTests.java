package cn.ac.pcl.octopus.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The README lists what can be set, with the defaults that hold. */
class ReadmeTests {
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    @Test
    void listsEveryPropertyWithItsDefault() throws Exception {
        var rows = Files.readAllLines(Path.of("README.md"));
        var properties = properties();
        assertThat(properties).isNotEmpty();
        for (var property : properties) {
            var name = property.path("name").asString();
            var row = rows.stream().filter(line -> line.startsWith("| `" + name + "` |")).toList();
            assertThat(row).as(name).hasSize(1);
            for (var value : defaults(property)) {
                assertThat(row.getFirst()).contains("`" + value + "`");
            }
        }
    }

    private static List<JsonNode> properties() throws IOException, URISyntaxException {
        var location = BaseServerApplication.class.getProtectionDomain().getCodeSource();
        var classes = Path.of(location.getLocation().toURI());
        var all = JsonMapper.shared().readTree(Files.readString(classes.resolve(METADATA)));
        var found = new ArrayList<JsonNode>();
        for (var property : all.path("properties")) {
            // Records of properties are there with their parts.
            if (!property.path("type").asString("").startsWith("cn.ac.pcl.octopus.")) {
                found.add(property);
            }
        }
        return found;
    }

    /** The default, or its parts when it is a list. */
    private static List<String> defaults(JsonNode property) {
        var text = property.path("defaultValue").asString("").replaceAll("^\\[|]$", "");
        return text.isEmpty() ? List.of() : List.of(text.split(", ", -1));
    }
}
