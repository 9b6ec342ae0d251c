package cn.ac.pcl.octopus.base.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The endpoints of this service, and tables that have a row for each. */
final class EndpointTable {
    /** Signed by the task engine; no caller is behind them. */
    private static final Set<String> HOOKS =
            Set.of("/v1/trainmanage/pipelinecallback", "/v1/developmanage/pipelinecallback");

    private EndpointTable() {}

    /** Verb and path of every endpoint that somebody calls. */
    static Set<String> endpoints(RequestMappingHandlerMapping mappings) {
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

    /** The cells behind each endpoint of a table in the resources of the tests. */
    static Map<String, List<String>> rows(String resource, int cells) throws IOException {
        var text = new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
        var rows = new LinkedHashMap<String, List<String>>();
        text.lines()
                .filter(line -> line.matches("\\| [A-Z]+ /.*"))
                .forEach(line -> {
                    var all = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
                    assertThat(all).as(line).hasSize(cells + 3);
                    var twice = rows.put(all.get(1), all.subList(2, cells + 2));
                    assertThat(twice).as("another row of " + all.get(1)).isNull();
                });
        return rows;
    }
}
