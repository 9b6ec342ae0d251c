package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.scheduler.core.HostPort;
import cn.ac.pcl.octopus.scheduler.core.LabelRule;
import cn.ac.pcl.octopus.scheduler.core.NodeRules;
import cn.ac.pcl.octopus.scheduler.core.NodeTerm;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PreferredNode;
import cn.ac.pcl.octopus.scheduler.core.Resources;
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
import org.jspecify.annotations.Nullable;

/** Turns what Kubernetes says of a pod's wishes into the core's terms. */
final class Shapes {
    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);
    private static final BigDecimal MOST = BigDecimal.valueOf(Resources.LIMIT);

    private Shapes() {}

    /** The shape of a pod with these labels in this namespace. */
    static PodShape of(PodSpec spec, String namespace, Map<String, String> labels) {
        return PodShape.asking(requests(spec))
                .withNodes(rules(spec))
                .withPorts(ports(spec))
                .withLabels(labels)
                .withPods(new PodRuleFacts(namespace, labels).of(spec));
    }

    /**
     * What a pod asks for: the sum of its containers or the greatest of its init containers,
     * whichever is more, and its overhead. A container that sets only a limit asks for that.
     */
    static Resources requests(PodSpec spec) {
        Map<String, Long> sum = new HashMap<>();
        spec.getContainers()
                .forEach(it -> requests(it).forEach((name, n) -> sum.merge(name, n, Long::sum)));
        spec.getInitContainers()
                .forEach(it -> requests(it).forEach((name, n) -> sum.merge(name, n, Math::max)));
        amounts(spec.getOverhead()).forEach((name, n) -> sum.merge(name, n, Long::sum));
        sum.put(Resources.PODS, 1L);
        return Resources.of(sum);
    }

    /** Quantities in the core's units: cpu in millicores, all else in whole units, rounded up. */
    static Map<String, Long> amounts(@Nullable Map<String, Quantity> quantities) {
        Map<String, Long> amounts = new HashMap<>();
        if (quantities != null) {
            quantities.forEach((name, quantity) -> amounts.put(name, amount(name, quantity)));
        }
        return amounts;
    }

    private static long amount(String name, Quantity quantity) {
        BigDecimal number = Quantity.getAmountInBytes(quantity);
        BigDecimal units = name.equals(Resources.CPU) ? number.multiply(MILLI) : number;
        return units.min(MOST).setScale(0, RoundingMode.CEILING).longValue();
    }

    private static Map<String, Long> requests(Container container) {
        var resources = container.getResources();
        if (resources == null) {
            return Map.of();
        }
        Map<String, Long> asked = amounts(resources.getLimits());
        asked.putAll(amounts(resources.getRequests()));
        return asked;
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
