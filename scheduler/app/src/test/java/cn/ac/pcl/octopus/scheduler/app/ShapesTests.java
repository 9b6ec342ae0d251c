package cn.ac.pcl.octopus.scheduler.app;

import static cn.ac.pcl.octopus.scheduler.core.LabelRule.Operator.IN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import cn.ac.pcl.octopus.controller.crd.VolcanoNames;
import cn.ac.pcl.octopus.scheduler.core.HostPort;
import cn.ac.pcl.octopus.scheduler.core.LabelRule;
import cn.ac.pcl.octopus.scheduler.core.PodRules;
import cn.ac.pcl.octopus.scheduler.core.PodSelector;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PodTerm;
import cn.ac.pcl.octopus.scheduler.core.PreferredPods;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import cn.ac.pcl.octopus.scheduler.core.SpreadRule;
import cn.ac.pcl.octopus.scheduler.core.Taint;
import cn.ac.pcl.octopus.scheduler.core.Toleration;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** Otherwise a gang of a hundred equal pods were a hundred classes. */
    @Test
    void replicasAreOfOneShapeWhateverTheirNumber() {
        PodSpec spec = spec("containers: [{name: a, resources: {requests: {cpu: 1}}}]");
        assertThat(shapes(spec)).hasSize(1);
    }

    @Test
    void aRuleThatNamesTheNumberSeesIt() {
        PodSpec spec =
                spec(
                        """
                        containers: [{name: a}]
                        affinity:
                          podAntiAffinity:
                            requiredDuringSchedulingIgnoredDuringExecution:
                            - topologyKey: kubernetes.io/hostname
                              labelSelector: {matchLabels: {volcano.sh/task-index: "0"}}
                        """);
        assertThat(shapes(spec)).hasSize(100);
    }

    private static Set<PodShape> shapes(PodSpec spec) {
        return IntStream.range(0, 100)
                .mapToObj(index ->
                        Shapes.of(
                                spec,
                                "u",
                                Map.of(
                                        VolcanoNames.JOB_NAME,
                                        "train",
                                        VolcanoNames.TASK_INDEX,
                                        Integer.toString(index))))
                .collect(Collectors.toSet());
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
                        "u",
                        Map.of());

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

    @Test
    void readsAffinityAndAntiAffinityToPods() {
        PodRules rules =
                rules(
                        """
                        affinity:
                          podAffinity:
                            requiredDuringSchedulingIgnoredDuringExecution:
                            - topologyKey: rack
                              labelSelector: {matchLabels: {app: store, tier: x}}
                            preferredDuringSchedulingIgnoredDuringExecution:
                            - weight: 7
                              podAffinityTerm:
                                topologyKey: zone
                                namespaces: [v]
                                labelSelector:
                                  matchExpressions: [{key: app, operator: Exists}]
                          podAntiAffinity:
                            requiredDuringSchedulingIgnoredDuringExecution:
                            - {topologyKey: zone, namespaceSelector: {}, labelSelector: {}}
                            - {topologyKey: zone}
                            preferredDuringSchedulingIgnoredDuringExecution:
                            - weight: 3
                              podAffinityTerm: {topologyKey: zone, labelSelector: {}}
                        """);

        assertThat(rules.affinity())
                .containsExactly(
                        new PodTerm(
                                new PodSelector(
                                        Set.of("u"),
                                        List.of(
                                                new LabelRule("app", IN, List.of("store")),
                                                new LabelRule("tier", IN, List.of("x")))),
                                "rack"));
        assertThat(rules.antiAffinity())
                .containsExactly(
                        new PodTerm(new PodSelector(Set.of(), List.of()), "zone"),
                        new PodTerm(PodSelector.NOTHING, "zone"));
        LabelRule exists = new LabelRule("app", LabelRule.Operator.EXISTS, List.of());
        assertThat(rules.preferred())
                .containsExactly(
                        new PreferredPods(
                                7,
                                new PodTerm(new PodSelector(Set.of("v"), List.of(exists)), "zone")),
                        new PreferredPods(
                                -3, new PodTerm(new PodSelector(Set.of("u"), List.of()), "zone")));
    }

    @Test
    void readsNamespacesByTheirNames() {
        PodRules rules =
                rules(
                        """
                        affinity:
                          podAntiAffinity:
                            requiredDuringSchedulingIgnoredDuringExecution:
                            - topologyKey: zone
                              labelSelector: {}
                              namespaces: [w]
                              namespaceSelector:
                                matchLabels: {kubernetes.io/metadata.name: v}
                            - topologyKey: zone
                              labelSelector: {}
                              namespaceSelector: {matchLabels: {team: red}}
                        """);

        assertThat(rules.antiAffinity())
                .extracting(it -> it.pods().namespaces())
                .containsExactly(Set.of("v", "w"), Set.of());
    }

    @Test
    void readsSpreadConstraintsAndTheKeysTheyTakeFromThePod() {
        PodRules rules =
                rules(
                        """
                        topologySpreadConstraints:
                        - maxSkew: 2
                          minDomains: 3
                          topologyKey: zone
                          whenUnsatisfiable: DoNotSchedule
                          labelSelector: {matchLabels: {app: web}}
                          matchLabelKeys: [version, unheard]
                        - {maxSkew: 1, topologyKey: rack, whenUnsatisfiable: ScheduleAnyway}
                        """);

        assertThat(rules.spread())
                .containsExactly(
                        new SpreadRule(
                                new PodSelector(
                                        Set.of("u"),
                                        List.of(
                                                new LabelRule("app", IN, List.of("web")),
                                                new LabelRule("version", IN, List.of("5")))),
                                "zone",
                                2,
                                3,
                                true),
                        new SpreadRule(PodSelector.NOTHING, "rack", 1, 0, false));
    }

    private static PodRules rules(String yaml) {
        return Shapes.of(spec(yaml), "u", Map.of("version", "5")).pods();
    }

    private static PodSpec spec(String yaml) {
        return Serialization.unmarshal(yaml, PodSpec.class);
    }
}
