package cn.ac.pcl.octopus.base.testing;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.testing.OwnershipExamples.Book;
import cn.ac.pcl.octopus.base.testing.OwnershipExamples.Reading;
import cn.ac.pcl.octopus.base.testing.OwnershipExamples.Scene;
import cn.ac.pcl.octopus.base.testing.StatementCounter.Counted;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Reads from every endpoint that reads, once with one row and once with three, and compares the
 * number of SQL statements with {@code statements.md}.
 */
@ServiceTest
class StatementsIT {
    private static final int FEW = 1;
    private static final int MORE = 3;

    private final TestCalls calls;
    private final Book book = new Book();
    private final Set<String> endpoints;
    private final Map<String, List<String>> rows;

    @Autowired
    StatementsIT(
            TestCalls calls,
            List<OwnershipExamples> features,
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings)
            throws IOException {
        this.calls = calls;
        features.forEach(feature -> feature.describe(book));
        this.endpoints =
                EndpointTable.endpoints(mappings).stream()
                        .filter(StatementsIT::reads)
                        .collect(Collectors.toSet());
        this.rows = EndpointTable.rows("statements.md", 1);
    }

    private static boolean reads(String endpoint) {
        return endpoint.startsWith("GET ")
                || endpoint.endsWith("/search")
                || endpoint.endsWith("/batch");
    }

    @Test
    void hasARowAndAReadingForEveryEndpointThatReads() {
        assertThat(rows.keySet())
                .as("rows of statements.md")
                .containsExactlyInAnyOrderElementsOf(endpoints);
        assertThat(endpoints)
                .as("endpoints with a reading")
                .allMatch(endpoint -> book.findReading(endpoint) != null);
    }

    @TestFactory
    Stream<DynamicTest> sendsWhatTheRowSaysHoweverManyRowsThereAre() {
        var scene = calls.scene();
        return rows.entrySet().stream()
                .filter(row -> book.findReading(row.getKey()) != null)
                .map(row ->
                        DynamicTest.dynamicTest(
                                row.getKey(),
                                () -> check(row.getKey(), row.getValue().getFirst(), scene)));
    }

    private void check(String endpoint, String expected, Scene scene) {
        var maker = Objects.requireNonNull(book.findReading(endpoint));
        var few = maker.apply(scene, FEW);
        var countedFew = count(endpoint, few);
        var more = maker.apply(scene, MORE);
        var countedMore = count(endpoint, more);
        assertThat(List.of(countedFew.statements(), countedMore.statements()))
                .as("statements with %d and with %d rows", FEW, MORE)
                .containsOnly(Integer.valueOf(expected));
        if (few.rows() != null) {
            int size = size(countedFew, few.rows());
            assertThat(size).as(countedFew.answer().text()).isPositive();
            assertThat(size(countedMore, more.rows()))
                    .as("rows of %s after %d", countedMore.answer().text(), size)
                    .isGreaterThanOrEqualTo(size + MORE - FEW);
        }
    }

    private Counted count(String endpoint, Reading reading) {
        var counted =
                StatementCounter.countCall(headers ->
                        calls.call(reading.caller(), endpoint, reading.example(), headers));
        assertThat(counted.answer().status()).as(counted.answer().text()).isEqualTo(200);
        return counted;
    }

    private static int size(Counted counted, @Nullable String rows) {
        return counted.answer().json().at(Objects.requireNonNull(rows)).size();
    }
}
