package cn.ac.pcl.octopus.base.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryNameTests {
    @ParameterizedTest
    @CsvSource({
        "a/b.txt, a/b.txt",
        "./a//b/, a/b",
        "'a\\b.txt', a/b.txt",
        "数据/训练 集.csv, 数据/训练 集.csv",
        "..., ...",
        "a..b/..c, a..b/..c",
        "./, ''",
    })
    void keepsWhatLiesInside(String name, String place) throws BadArchiveException {
        assertThat(EntryName.of(name)).hasToString(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "a/../../x",
                "a/..",
                "..\\x",
                "/etc/passwd",
                "\\\\server\\share",
                "C:\\x",
                "c:x",
                "a\0b",
                "a\nb",
                ".nfs0000000012345678"
            })
    void refusesWhatDoesNot(String name) {
        assertThatThrownBy(() -> EntryName.of(name))
                .isInstanceOf(BadArchiveException.class)
                .hasMessageStartingWith("The archive holds \"");
    }

    @Test
    void refusesWhatNoFileSystemTakes() {
        for (var name :
                new String[] {
                    "长".repeat(86), "a/".repeat(101), "a/".repeat(1001), "长长长长长长长/".repeat(95)
                }) {
            assertThatThrownBy(() -> EntryName.of(name)).isInstanceOf(BadArchiveException.class);
        }
    }

    @Test
    void readsNamesAsTheirWritersMeantThem() throws BadArchiveException {
        var utf8 = "数据".getBytes(StandardCharsets.UTF_8);
        var chinese = "数据".getBytes(Charset.forName("GB18030"));
        assertThat(EntryName.decode(utf8, true, false)).isEqualTo("数据");
        assertThat(EntryName.decode(utf8, false, true)).isEqualTo("数据");
        assertThat(EntryName.decode(chinese, false, false)).isEqualTo("数据");
        assertThat(EntryName.decode(chinese, false, true)).isEqualTo("数据");
        assertThatThrownBy(() -> EntryName.decode(chinese, true, false))
                .isInstanceOf(BadArchiveException.class);
    }
}
