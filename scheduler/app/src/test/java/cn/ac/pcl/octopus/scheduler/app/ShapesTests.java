package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import cn.ac.pcl.octopus.scheduler.core.HostPort;
import cn.ac.pcl.octopus.scheduler.core.LabelRule;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import cn.ac.pcl.octopus.scheduler.core.Taint;
import cn.ac.pcl.octopus.scheduler.core.Toleration;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapesTests {

    @Test
    void sumsContainersAndTakesTheGreatestInitContainer() {
        PodSpec spec =
                spec(
                        """
                        initContainers:
                        - {name: i, resources: {requests: {memory: 3Gi, cpu: 100m}}}
                        containers:
                        - {name: a, resources: {requests: {cpu: 500m, memory: 1Gi}}}
                        - {name: b, resources: {requests: {cpu: "1"}}}
                        overhead: {cpu: 10m}
                        """);

        assertThat(Shapes.requests(spec))
                .isEqualTo(
                        Resources.of(Map.of("cpu", 1510L, "memory", 3L << 30, Resources.PODS, 1L)));
    }

    @Test
    void aLimitAloneIsARequest() {
        PodSpec spec =
                spec("containers: [{name: a, resources: {limits: {nvidia.com/gpu: \"2\"}}}]");

        assertThat(Shapes.requests(spec).amounts()).containsEntry("nvidia.com/gpu", 2L);
    }

    @Test
    void aRequestBelowItsLimitCounts() {
        PodSpec spec =
                spec("containers: [{name: a, resources: {limits: {cpu: 2}, requests: {cpu: 1}}}]");

        assertThat(Shapes.requests(spec).amounts()).containsEntry("cpu", 1000L);
    }

    @Test
    void amountsBeyondAllMachinesAreCutNotOverflown() {
        PodSpec spec = spec("containers: [{name: a, resources: {requests: {memory: \"9E\"}}}]");

        assertThat(Shapes.requests(spec).amounts()).containsEntry("memory", Resources.LIMIT);
    }

    @Test
    void readsSelectorAffinityTolerationsAndPorts() {
        var shape =
                Shapes.of(
                        spec(
                                """
                                nodeSelector: {pool: a}
                                affinity:
                                  nodeAffinity:
                                    requiredDuringSchedulingIgnoredDuringExecution:
                                      nodeSelectorTerms:
                                      - matchExpressions: [{key: gpu, operator: Gt, values: ["3"]}]
                                        matchFields: [{key: metadata.name, operator: In, values: [n]}]
                                tolerations:
                                - {key: k, operator: Exists, effect: NoSchedule}
                                - {operator: Exists}
                                - {key: k, value: v}
                                containers:
                                - {name: a, ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 1}]}
                                """),
                        null);

        assertThat(shape.nodes().selector()).isEqualTo(Map.of("pool", "a"));
        assertThat(shape.nodes().required().getFirst().rules())
                .extracting(LabelRule::key, LabelRule::operator)
                .containsExactly(
                        tuple("gpu", LabelRule.Operator.GREATER),
                        tuple(LabelRule.NODE_NAME, LabelRule.Operator.IN));
        assertThat(shape.nodes().tolerations())
                .containsExactly(
                        new Toleration("k", null, Taint.Effect.NO_SCHEDULE),
                        new Toleration(null, null, null),
                        new Toleration("k", "v", null));
        assertThat(shape.ports()).containsExactly(new HostPort("TCP", "", 8080));
    }

    private static PodSpec spec(String yaml) {
        return Serialization.unmarshal(yaml, PodSpec.class);
    }
}
