package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.PodRequests;
import cn.ac.pcl.octopus.controller.crd.VolcanoNames;
import cn.ac.pcl.octopus.scheduler.core.HostPort;
import cn.ac.pcl.octopus.scheduler.core.LabelRule;
import cn.ac.pcl.octopus.scheduler.core.NodeRules;
import cn.ac.pcl.octopus.scheduler.core.NodeTerm;
import cn.ac.pcl.octopus.scheduler.core.PodRules;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PodTerm;
import cn.ac.pcl.octopus.scheduler.core.PreferredNode;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import cn.ac.pcl.octopus.scheduler.core.SpreadRule;
import cn.ac.pcl.octopus.scheduler.core.Taint;
import cn.ac.pcl.octopus.scheduler.core.Toleration;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns what Kubernetes says of a pod's wishes into the core's terms. */
final class Shapes {
    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);
    private static final BigDecimal MOST = BigDecimal.valueOf(Resources.LIMIT);

    /** Labels that tell the replicas of a whole apart. */
    private static final Set<String> NUMBERS =
            Set.of(
                    VolcanoNames.TASK_INDEX,
                    "batch.kubernetes.io/job-completion-index",
                    "apps.kubernetes.io/pod-index",
                    "statefulset.kubernetes.io/pod-name");

    private Shapes() {}

    /**
     * The shape of a pod with these labels in this namespace. The number of a replica is left out
     * unless the pod's own rules name it: with it each replica would be a class of its own, and be
     * looked at by itself. Nobody else's rule sees it.
     */
    static PodShape of(PodSpec spec, String namespace, Map<String, String> labels) {
        PodRules rules = new PodRuleFacts(namespace, labels).of(spec);
        Map<String, String> shown = new HashMap<>(labels);
        Set<String> named = keys(rules);
        shown.keySet().removeIf(key -> NUMBERS.contains(key) && !named.contains(key));
        return PodShape.asking(requests(spec))
                .withNodes(rules(spec))
                .withPorts(ports(spec))
                .withLabels(shown)
                .withPods(rules);
    }

    /** The labels of pods that rules look at. */
    private static Set<String> keys(PodRules rules) {
        return Stream.of(
                        rules.affinity().stream().map(PodTerm::pods),
                        rules.antiAffinity().stream().map(PodTerm::pods),
                        rules.preferred().stream().map(it -> it.term().pods()),
                        rules.spread().stream().map(SpreadRule::pods))
                .flatMap(Function.identity())
                .flatMap(pods -> pods.rules().stream())
                .map(LabelRule::key)
                .collect(Collectors.toSet());
    }

    /** What a pod asks for, and its place. */
    static Resources requests(PodSpec spec) {
        Map<String, Long> sum = new HashMap<>();
        PodRequests.of(spec).forEach((name, number) -> sum.put(name, amount(name, number)));
        sum.put(Resources.PODS, 1L);
        return Resources.of(sum);
    }

    /** Quantities in the core's units: cpu in millicores, all else in whole units, rounded up. */
    static Map<String, Long> amounts(@Nullable Map<String, Quantity> quantities) {
        Map<String, Long> amounts = new HashMap<>();
        if (quantities != null) {
            quantities.forEach((name, quantity) ->
                    amounts.put(name, amount(name, quantity.getNumericalAmount())));
        }
        return amounts;
    }

    private static long amount(String name, BigDecimal number) {
        BigDecimal units = name.equals(Resources.CPU) ? number.multiply(MILLI) : number;
        return units.min(MOST).setScale(0, RoundingMode.CEILING).longValue();
    }

    private static List<HostPort> ports(PodSpec spec) {
        boolean host = Boolean.TRUE.equals(spec.getHostNetwork());
        List<HostPort> ports = new ArrayList<>();
        for (Container container : spec.getContainers()) {
            for (var port : container.getPorts()) {
                Integer taken = host ? port.getContainerPort() : port.getHostPort();
                if (taken != null && taken > 0) {
                    ports.add(
                            new HostPort(
                                    port.getProtocol() == null ? "TCP" : port.getProtocol(),
                                    port.getHostIP() == null ? "" : port.getHostIP(),
                                    taken));
                }
            }
        }
        return ports;
    }

    private static NodeRules rules(PodSpec spec) {
        NodeRules rules =
                NodeRules.NONE.withTolerations(
                        spec.getTolerations().stream().map(Shapes::toleration).toList());
        if (spec.getNodeSelector() != null) {
            rules = rules.withSelector(spec.getNodeSelector());
        }
        Affinity affinity = spec.getAffinity();
        NodeAffinity nodes = affinity == null ? null : affinity.getNodeAffinity();
        if (nodes == null) {
            return rules;
        }
        var required = nodes.getRequiredDuringSchedulingIgnoredDuringExecution();
        if (required != null) {
            rules =
                    rules.withRequired(
                            required.getNodeSelectorTerms().stream().map(Shapes::term).toList());
        }
        return rules.withPreferred(
                nodes.getPreferredDuringSchedulingIgnoredDuringExecution().stream()
                        .map(it -> new PreferredNode(it.getWeight(), term(it.getPreference())))
                        .toList());
    }

    private static NodeTerm term(NodeSelectorTerm term) {
        List<LabelRule> rules = new ArrayList<>();
        term.getMatchExpressions().forEach(it -> rules.add(rule(it.getKey(), it)));
        term.getMatchFields().forEach(it -> rules.add(rule(LabelRule.NODE_NAME, it)));
        return new NodeTerm(rules);
    }

    private static LabelRule rule(String key, NodeSelectorRequirement requirement) {
        return new LabelRule(key, operator(requirement.getOperator()), requirement.getValues());
    }

    /** The operator that Kubernetes names. */
    static LabelRule.Operator operator(String name) {
        return switch (name) {
            case "In" -> LabelRule.Operator.IN;
            case "NotIn" -> LabelRule.Operator.NOT_IN;
            case "Exists" -> LabelRule.Operator.EXISTS;
            case "DoesNotExist" -> LabelRule.Operator.DOES_NOT_EXIST;
            case "Gt" -> LabelRule.Operator.GREATER;
            case "Lt" -> LabelRule.Operator.LESS;
            // The API server admits no other; a rule that cannot be kept is the safe reading.
            default -> LabelRule.Operator.IN;
        };
    }

    private static Toleration toleration(io.fabric8.kubernetes.api.model.Toleration toleration) {
        boolean exists = "Exists".equals(toleration.getOperator());
        String key = toleration.getKey();
        String value = toleration.getValue() == null ? "" : toleration.getValue();
        return new Toleration(
                key == null || key.isEmpty() ? null : key,
                exists ? null : value,
                effect(toleration.getEffect()));
    }

    /** The effect that Kubernetes names; null for none, which means all. */
    static Taint.@Nullable Effect effect(@Nullable String effect) {
        return switch (effect) {
            case "NoSchedule" -> Taint.Effect.NO_SCHEDULE;
            case "PreferNoSchedule" -> Taint.Effect.PREFER_NO_SCHEDULE;
            case "NoExecute" -> Taint.Effect.NO_EXECUTE;
            case null, default -> null;
        };
    }
}
