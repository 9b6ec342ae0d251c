package cn.ac.pcl.octopus.surface;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorTableTests {

    /** What the portals know as unknown, on purpose. */
    private static final Set<ErrorCode> UNKNOWN =
            EnumSet.of(ErrorCode.INTERNAL, ErrorCode.UNAVAILABLE, ErrorCode.CALLER_REFUSED);

    static Stream<ErrorRow> rows() {
        return Stream.concat(
                Arrays.stream(ErrorCode.values()).map(ErrorTable::of),
                Arrays.stream(AccessError.values()).map(AccessError::row));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void hasTheKindThatTheContractGivesTheNumber(ErrorRow row) throws IOException {
        assertThat(contract()).containsEntry(row.subcode(), row.type().number());
    }

    /**
     * The portals show their text by the number; the reference platform gives the image's twice.
     */
    @Test
    void namesTheMaterialThatAJobCannotHave() {
        assertThat(
                        Stream.of(
                                        ErrorCode.TRAINING_IMAGE_FORBIDDEN,
                                        ErrorCode.TRAINING_DATASET_FORBIDDEN,
                                        ErrorCode.TRAINING_ALGORITHM_FORBIDDEN,
                                        ErrorCode.TRAINING_IMAGE_STATE,
                                        ErrorCode.TRAINING_ALGORITHM_STATE,
                                        ErrorCode.TRAINING_DATASET_STATE)
                                .map(code -> ErrorTable.of(code).subcode()))
                .containsExactly(15001, 15002, 15003, 15008, 15009, 15010);
    }

    @Test
    void hasARowForEachReason() {
        assertThat(ErrorCode.values())
                .filteredOn(code -> !UNKNOWN.contains(code))
                .allSatisfy(code -> assertThat(ErrorTable.of(code).subcode()).isNotEqualTo(10001));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void hasATextInBothLanguages(ErrorRow row) {
        for (var locale : List.of(Locale.CHINESE, Locale.ENGLISH)) {
            assertThat(bundle(locale).containsKey(row.key())).as(row.key()).isTrue();
        }
        assertThat(Messages.text(row, "", Locale.CHINESE))
                .isNotEqualTo(Messages.text(row, "", Locale.ENGLISH));
    }

    @Test
    void hasNoTextThatNobodyShows() {
        var used = rows().map(ErrorRow::key).collect(Collectors.toSet());
        for (var locale : List.of(Locale.CHINESE, Locale.ENGLISH)) {
            assertThat(used).containsAll(bundle(locale).keySet());
        }
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(
                "messages.errors", locale, Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    }

    private static Map<Integer, Integer> contract() throws IOException {
        try (var input = ErrorTableTests.class.getResourceAsStream("/contract/errors.tsv")) {
            var text =
                    new String(
                            Objects.requireNonNull(input).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.split("\t", -1))
                    .collect(
                            Collectors.toMap(
                                    it -> Integer.parseInt(it[0]), it -> Integer.parseInt(it[2])));
        }
    }
}
