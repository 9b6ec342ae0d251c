package cn.ac.pcl.octopus.base.testing;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.testing.OwnershipExamples.Book;
import cn.ac.pcl.octopus.base.testing.OwnershipExamples.Scene;
import cn.ac.pcl.octopus.identity.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.UriComponentsBuilder;

/** Calls every endpoint as everybody, and compares with {@code ownership.md}. */
@ServiceTest
class OwnershipMatrixIT {
    private static final List<String> CALLERS =
            List.of("nobody", "other", "member", "owner", "administrator");

    /** Signed by the task engine; no caller is behind them. */
    private static final Set<String> HOOKS =
            Set.of("/v1/trainmanage/pipelinecallback", "/v1/developmanage/pipelinecallback");

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
        this.endpoints = endpoints(mappings);
        this.rows = rows();
    }

    @Test
    void hasARowAndAnExampleForEveryEndpoint() {
        assertThat(rows.keySet())
                .as("rows of ownership.md")
                .containsExactlyInAnyOrderElementsOf(endpoints);
        assertThat(endpoints).as("endpoints with an example").allMatch(e -> book.find(e) != null);
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
        var space = endpoint.indexOf(' ');
        var path =
                UriComponentsBuilder.fromPath(endpoint.substring(space + 1))
                        .encode()
                        .buildAndExpand(example.variables())
                        .toUriString();
        var answer =
                calls.call(
                        caller(caller, scene),
                        endpoint.substring(0, space),
                        path + example.query(),
                        example.body());
        var found = answer.status() < 400 ? "ok" : answer.code();
        assertThat(found).as(answer.text()).isEqualTo(cells.get(CALLERS.indexOf(caller)));
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

    private static Set<String> endpoints(RequestMappingHandlerMapping mappings) {
        var endpoints = new TreeSet<String>();
        mappings.getHandlerMethods()
                .forEach((info, method) -> {
                    if (!method.getBeanType().getName().startsWith("cn.ac.pcl")) {
                        return;
                    }
                    for (var path : info.getPatternValues()) {
                        if (!HOOKS.contains(path)) {
                            for (var verb : info.getMethodsCondition().getMethods()) {
                                endpoints.add(verb + " " + path);
                            }
                        }
                    }
                });
        return endpoints;
    }

    private static Map<String, List<String>> rows() throws IOException {
        var text = new ClassPathResource("ownership.md").getContentAsString(StandardCharsets.UTF_8);
        var rows = new LinkedHashMap<String, List<String>>();
        text.lines()
                .filter(line -> line.matches("\\| [A-Z]+ /.*"))
                .forEach(line -> {
                    var cells = new ArrayList<String>();
                    Arrays.stream(line.split("\\|", -1)).forEach(c -> cells.add(c.strip()));
                    assertThat(cells).as(line).hasSize(CALLERS.size() + 3);
                    rows.put(cells.get(1), cells.subList(2, cells.size() - 1));
                });
        return rows;
    }
}
