package cn.ac.pcl.octopus.local.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TextsTests {

    private static final Pattern ARGUMENT = Pattern.compile("\\{\\d");

    @Test
    void sayTheSameInBothLanguages() throws IOException {
        Properties english = read("texts.properties");
        Properties chinese = read("texts_zh_CN.properties");

        assertThat(chinese.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(arguments(chinese.getProperty(key)))
                    .as(key)
                    .isEqualTo(arguments(english.getProperty(key)));
            // MessageFormat would swallow it.
            assertThat(english.getProperty(key)).as(key).doesNotContain("'");
        }
    }

    @Test
    void fillInTheirArguments() {
        assertThat(Texts.of("port.taken", 8009, "mariadb"))
                .contains("8009")
                .contains("--port mariadb=PORT");
    }

    private static Set<String> arguments(String text) {
        return ARGUMENT.matcher(text)
                .results()
                .map(result -> result.group())
                .collect(Collectors.toSet());
    }

    private static Properties read(String name) throws IOException {
        var properties = new Properties();
        try (var in = Objects.requireNonNull(TextsTests.class.getResourceAsStream(name))) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return properties;
    }
}
