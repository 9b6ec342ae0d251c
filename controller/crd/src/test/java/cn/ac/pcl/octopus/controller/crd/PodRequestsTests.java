package cn.ac.pcl.octopus.controller.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodRequestsTests {
    /** Containers and init containers as cpu requests; an init container with a plus stays. */
    @ParameterizedTest
    @CsvSource({
        // containers, init containers, overhead, of the pod, expected
        "1 2, , , , 3",
        "1 2, 2, , , 3",
        "1 2, 5, , , 5",
        "1 2, 2 2, , , 3",
        // sidecars run beside the containers, and beside the init containers after them
        "1, 1+, , , 2",
        "1, 1+ 2+, , , 4",
        "1, 1+ 5, , , 6",
        "1, 5 1+, , , 5",
        "1, 1+ 3 2+ 4, , , 7",
        "1, , 0.5, , 1.5",
        "1, 5, 0.5, , 5.5",
        "1 2, 1+, 0.5, 2, 2.5",
    })
    void countsTheGreatestMoment(
            String containers, String inits, BigDecimal overhead, BigDecimal pod, BigDecimal sum) {
        StringBuilder yaml = new StringBuilder("containers:\n");
        for (String cpu : containers.split(" ", -1)) {
            yaml.append("- {name: c, resources: {requests: {cpu: '%s'}}}\n".formatted(cpu));
        }
        if (inits != null) {
            yaml.append("initContainers:\n");
            for (String cpu : inits.split(" ", -1)) {
                yaml.append(
                        "- {name: i, resources: {requests: {cpu: '%s'}}%s}\n"
                                .formatted(
                                        cpu.replace("+", ""),
                                        cpu.endsWith("+") ? ", restartPolicy: Always" : ""));
            }
        }
        if (overhead != null) {
            yaml.append("overhead: {cpu: '%s'}\n".formatted(overhead));
        }
        if (pod != null) {
            yaml.append("resources: {requests: {cpu: '%s'}}\n".formatted(pod));
        }
        assertThat(requests(yaml.toString()).get("cpu")).isEqualByComparingTo(sum);
    }

    @ParameterizedTest
    @CsvSource({"2, , 2", "2, 1, 1", ", 1, 1"})
    void takesALimitForARequestWhereThereIsNone(String limit, String request, BigDecimal asked) {
        String limits = limit == null ? "" : "limits: {nvidia.com/gpu: %s}, ".formatted(limit);
        String requests =
                request == null ? "" : "requests: {nvidia.com/gpu: %s}".formatted(request);
        assertThat(
                        requests(
                                "containers: [{name: c, resources: {%s%s}}]"
                                        .formatted(limits, requests)))
                .hasEntrySatisfying(
                        "nvidia.com/gpu", sum -> assertThat(sum).isEqualByComparingTo(asked));
    }

    private static Map<String, BigDecimal> requests(String yaml) {
        return PodRequests.of(Serialization.unmarshal(yaml, PodSpec.class));
    }
}
