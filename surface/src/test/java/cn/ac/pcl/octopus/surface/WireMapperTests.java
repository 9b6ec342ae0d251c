package cn.ac.pcl.octopus.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.api.DatasetApi.DatasetStatus;
import cn.ac.pcl.octopus.base.api.Sentence;
import cn.ac.pcl.octopus.base.api.TrainingStatus;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.i18n.LocaleContextHolder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class WireMapperTests {

    private final JsonMapper wire = WireMapper.create(PhraseBook.open());

    record All(
            @Nullable String text,
            @Nullable Instant time,
            @Nullable VersionNumber version,
            @Nullable DatasetStatus number,
            @Nullable TrainingStatus state,
            @Nullable List<String> list,
            @Nullable Map<String, String> map,
            @Nullable BigDecimal money,
            @Nullable Inner inner,
            int whole,
            boolean flag) {}

    record Inner(String x) {}

    record Told(@Nullable Sentence reason) {}

    @Test
    void saysSentencesInTheLanguageOfTheRequest() {
        var told = new Told(new Sentence("exit code 3"));
        try {
            LocaleContextHolder.setLocale(Locale.CHINESE);
            assertThat(wire.writeValueAsString(told)).isEqualTo("{\"reason\":\"退出码 3\"}");
            LocaleContextHolder.setLocale(Locale.ENGLISH);
            assertThat(wire.writeValueAsString(told)).isEqualTo("{\"reason\":\"exit code 3\"}");
            assertThat(wire.writeValueAsString(new Told(null))).isEqualTo("{\"reason\":\"\"}");
        } finally {
            LocaleContextHolder.resetLocaleContext();
        }
    }

    @Test
    void writesTheFormsOfTheContract() {
        var all =
                new All(
                        "a",
                        Instant.parse("2021-08-01T00:00:00.999Z"),
                        new VersionNumber(3),
                        DatasetStatus.UNZIPPED,
                        TrainingStatus.RUNNING,
                        List.of("x"),
                        Map.of("k", "v"),
                        new BigDecimal("1E+3"),
                        new Inner("y"),
                        5,
                        true);
        assertThat(wire.writeValueAsString(all))
                .isEqualTo(
                        "{\"text\":\"a\",\"time\":1627776000,\"version\":\"V3\",\"number\":3,"
                                + "\"state\":\"running\",\"list\":[\"x\"],\"map\":{\"k\":\"v\"},"
                                + "\"money\":1000,\"inner\":{\"x\":\"y\"},\"whole\":5,\"flag\":true}");
    }

    @Test
    void writesNothingAsZero() {
        var none = new All(null, null, null, null, null, null, null, null, null, 0, false);
        assertThat(wire.writeValueAsString(none))
                .isEqualTo(
                        "{\"text\":\"\",\"time\":0,\"version\":\"\",\"number\":0,\"state\":\"\","
                                + "\"list\":[],\"map\":{},\"money\":0,\"inner\":null,\"whole\":0,"
                                + "\"flag\":false}");
    }

    @Test
    void readsWhatItWrites() {
        var all =
                new All(
                        "a",
                        Instant.ofEpochSecond(9),
                        new VersionNumber(3),
                        DatasetStatus.INIT,
                        TrainingStatus.FAILED,
                        List.of("x"),
                        Map.of("k", "v"),
                        new BigDecimal("0.25"),
                        new Inner("y"),
                        5,
                        true);
        assertThat(wire.readValue(wire.writeValueAsString(all), All.class)).isEqualTo(all);
    }

    @Test
    void readsNamesInAnyCaseAndNullAsAbsent() {
        var all =
                wire.readValue(
                        "{\"TEXT\":\"a\",\"Whole\":null,\"flag\":null,\"time\":0,\"version\":\"\","
                                + "\"number\":0,\"state\":\"\",\"unknown\":{}}",
                        All.class);
        assertThat(all)
                .isEqualTo(new All("a", null, null, null, null, null, null, null, null, 0, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":1}",
                "{\"text\":true}",
                "{\"text\":1.5}",
                "{\"text\":{}}",
                "{\"text\":[\"a\"]}",
                "{\"whole\":\"1\"}",
                "{\"whole\":\"\"}",
                "{\"whole\":1.0}",
                "{\"whole\":true}",
                "{\"whole\":99999999999999999999}",
                "{\"flag\":\"true\"}",
                "{\"flag\":1}",
                "{\"time\":\"5\"}",
                "{\"time\":5.0}",
                "{\"version\":3}",
                "{\"number\":\"3\"}",
                "{\"number\":\"UNZIPPED\"}",
                "{\"state\":1}",
                "{\"money\":\"1\"}",
                "{\"list\":\"x\"}",
                "{\"list\":[1]}",
                "{\"map\":[]}",
                "{\"inner\":\"x\"}",
                "[]",
                "\"text\"",
                "1",
                "",
                "{",
                "{\"text\":\"a\"} trailing"
            })
    void takesNoTypeForAnother(String json) {
        assertThatThrownBy(() -> wire.readValue(json, All.class))
                .isInstanceOf(JacksonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {-31557014167219200L, -1, 253402300800L, 31556889864403199L, Long.MAX_VALUE})
    void remembersMomentsThatNoCalendarHas(long seconds) {
        List<String> wrong = new ArrayList<>();
        wire.readerFor(All.class)
                .withAttribute(WireMapper.WRONG, wrong)
                .readValue("{\"time\":" + seconds + "}");
        assertThat(wrong).containsExactly("time");
    }

    @Test
    void readsTheLastSecondOfTheCalendar() {
        assertThat(wire.readValue("{\"time\":253402300799}", All.class).time())
                .isEqualTo("9999-12-31T23:59:59Z");
    }

    @Test
    void remembersWhatNamesNothing() {
        List<String> wrong = new ArrayList<>();
        All read =
                wire.readerFor(All.class)
                        .withAttribute(WireMapper.WRONG, wrong)
                        .readValue(
                                "{\"version\":\"x3\",\"number\":9,\"state\":\"flying\",\"whole\":99999999999}");
        assertThat(wrong).containsExactly("version", "number", "state", "whole");
        assertThat(read.version()).isNull();
    }
}
