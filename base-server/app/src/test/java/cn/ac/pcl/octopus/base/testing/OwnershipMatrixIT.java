package cn.ac.pcl.octopus.base.testing;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.testing.OwnershipExamples.Book;
import cn.ac.pcl.octopus.base.testing.OwnershipExamples.Mark;
import cn.ac.pcl.octopus.base.testing.OwnershipExamples.Scene;
import cn.ac.pcl.octopus.base.testing.TestCalls.Answer;
import cn.ac.pcl.octopus.identity.Caller;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Calls every endpoint as everybody, and compares with {@code ownership.md}. */
@ServiceTest
class OwnershipMatrixIT {
    private static final List<String> CALLERS =
            List.of("nobody", "other", "member", "owner", "administrator");

    private final TestCalls calls;
    private final Book book = new Book();
    private final Set<String> endpoints;
    private final Map<String, List<String>> rows;

    @Autowired
    OwnershipMatrixIT(
            TestCalls calls,
            List<OwnershipExamples> features,
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings)
            throws IOException {
        this.calls = calls;
        features.forEach(feature -> feature.describe(book));
        this.endpoints = EndpointTable.endpoints(mappings);
        this.rows = EndpointTable.rows("ownership.md", CALLERS.size());
    }

    @Test
    void hasARowAndAnExampleForEveryEndpoint() {
        assertThat(rows.keySet().stream().map(OwnershipMatrixIT::plain).distinct())
                .as("rows of ownership.md")
                .containsExactlyInAnyOrderElementsOf(endpoints);
        assertThat(rows.keySet()).as("rows with an example").allMatch(e -> book.find(e) != null);
    }

    @TestFactory
    Stream<DynamicTest> everybodyGetsWhatTheRowSays() {
        var scene = calls.scene();
        return rows.entrySet().stream()
                .filter(row -> book.find(row.getKey()) != null)
                .flatMap(row ->
                        CALLERS.stream()
                                .map(caller ->
                                        DynamicTest.dynamicTest(
                                                row.getKey() + " as " + caller,
                                                () ->
                                                        check(
                                                                row.getKey(),
                                                                caller,
                                                                row.getValue(),
                                                                scene))));
    }

    private void check(String endpoint, String caller, List<String> cells, Scene scene) {
        var maker = Objects.requireNonNull(book.find(endpoint));
        var example = maker.apply(scene);
        var answer = calls.call(caller(caller, scene), plain(endpoint), example, Map.of());
        var found = answer.status() < 400 ? seen(example.marks(), answer) : answer.code();
        assertThat(found).as(answer.text()).isEqualTo(cells.get(CALLERS.indexOf(caller)));
    }

    private static String seen(List<Mark> marks, Answer answer) {
        if (marks.isEmpty()) {
            return "ok";
        }
        var names =
                marks.stream()
                        .filter(mark -> answer.text().contains('"' + mark.text() + '"'))
                        .map(Mark::name)
                        .collect(Collectors.joining(", "));
        return "sees " + (names.isEmpty() ? "nothing" : names);
    }

    /** Without what sets a row apart from others of the same endpoint. */
    private static String plain(String endpoint) {
        return endpoint.replaceFirst(" \\(.*", "");
    }

    private static Caller caller(String name, Scene scene) {
        return switch (name) {
            case "other" -> scene.other();
            case "member" -> scene.member();
            case "owner" -> scene.owner();
            case "administrator" -> scene.administrator();
            default -> Caller.nobody("test");
        };
    }
}
