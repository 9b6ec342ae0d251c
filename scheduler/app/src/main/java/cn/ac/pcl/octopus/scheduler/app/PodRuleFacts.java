package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.scheduler.core.LabelRule;
import cn.ac.pcl.octopus.scheduler.core.PodRules;
import cn.ac.pcl.octopus.scheduler.core.PodSelector;
import cn.ac.pcl.octopus.scheduler.core.PodTerm;
import cn.ac.pcl.octopus.scheduler.core.PreferredPods;
import cn.ac.pcl.octopus.scheduler.core.SpreadRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a pod asks of the pods beside it into the core's terms.
 *
 * <p>A {@code namespaceSelector} is read by the label that is a namespace's name; one that asks for
 * other labels looks into every namespace. The policies of spreading are Kubernetes' defaults.
 */
final class PodRuleFacts {
    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private final String namespace;
    private final Map<String, String> labels;

    /** Of a pod with these labels in this namespace. */
    PodRuleFacts(String namespace, Map<String, String> labels) {
        this.namespace = namespace;
        this.labels = labels;
    }

    PodRules of(PodSpec spec) {
        PodRules rules =
                PodRules.NONE.withSpread(
                        spec.getTopologySpreadConstraints().stream().map(this::spread).toList());
        Affinity affinity = spec.getAffinity();
        if (affinity == null) {
            return rules;
        }
        List<PreferredPods> preferred = new ArrayList<>();
        var near = affinity.getPodAffinity();
        if (near != null) {
            rules =
                    rules.withAffinity(
                            terms(near.getRequiredDuringSchedulingIgnoredDuringExecution()));
            near.getPreferredDuringSchedulingIgnoredDuringExecution()
                    .forEach(it -> preferred.add(preferred(it, 1)));
        }
        var apart = affinity.getPodAntiAffinity();
        if (apart != null) {
            rules =
                    rules.withAntiAffinity(
                            terms(apart.getRequiredDuringSchedulingIgnoredDuringExecution()));
            apart.getPreferredDuringSchedulingIgnoredDuringExecution()
                    .forEach(it -> preferred.add(preferred(it, -1)));
        }
        return rules.withPreferred(preferred);
    }

    private List<PodTerm> terms(List<PodAffinityTerm> terms) {
        return terms.stream().map(this::term).toList();
    }

    private PreferredPods preferred(WeightedPodAffinityTerm preferred, int sign) {
        Integer weight = preferred.getWeight();
        return new PreferredPods(
                sign * (weight == null ? 1 : weight), term(preferred.getPodAffinityTerm()));
    }

    private PodTerm term(PodAffinityTerm term) {
        Set<String> namespaces = new HashSet<>(term.getNamespaces());
        LabelSelector selector = term.getNamespaceSelector();
        if (selector != null && !names(selector, namespaces)) {
            namespaces = Set.of();
        } else if (namespaces.isEmpty()) {
            namespaces = Set.of(namespace);
        }
        PodSelector pods =
                selector(
                        namespaces,
                        term.getLabelSelector(),
                        term.getMatchLabelKeys(),
                        term.getMismatchLabelKeys());
        return new PodTerm(pods, key(term.getTopologyKey()));
    }

    /** Adds the namespaces that a selector names; false when it does not ask for names alone. */
    private static boolean names(LabelSelector selector, Set<String> namespaces) {
        List<LabelRule> rules = rules(selector);
        if (rules.size() != 1
                || !rules.getFirst().key().equals(NAMESPACE_NAME)
                || rules.getFirst().operator() != LabelRule.Operator.IN) {
            return false;
        }
        namespaces.addAll(rules.getFirst().values());
        return true;
    }

    private SpreadRule spread(TopologySpreadConstraint constraint) {
        PodSelector pods =
                selector(
                        Set.of(namespace),
                        constraint.getLabelSelector(),
                        constraint.getMatchLabelKeys(),
                        List.of());
        Integer skew = constraint.getMaxSkew();
        Integer domains = constraint.getMinDomains();
        return new SpreadRule(
                pods,
                key(constraint.getTopologyKey()),
                skew == null ? 1 : skew,
                domains == null ? 0 : domains,
                !"ScheduleAnyway".equals(constraint.getWhenUnsatisfiable()));
    }

    private static String key(@Nullable String topologyKey) {
        return topologyKey == null ? "" : topologyKey;
    }

    /** Without a selector no pod is meant; with an empty one all are. */
    private PodSelector selector(
            Set<String> namespaces,
            @Nullable LabelSelector selector,
            List<String> matching,
            List<String> differing) {
        if (selector == null) {
            return PodSelector.NOTHING;
        }
        List<LabelRule> rules = rules(selector);
        matching.forEach(it -> addOwn(rules, it, LabelRule.Operator.IN));
        differing.forEach(it -> addOwn(rules, it, LabelRule.Operator.NOT_IN));
        return new PodSelector(namespaces, rules);
    }

    /** A key that the pod itself lacks says nothing. */
    private void addOwn(List<LabelRule> rules, String key, LabelRule.Operator operator) {
        String value = labels.get(key);
        if (value != null) {
            rules.add(new LabelRule(key, operator, List.of(value)));
        }
    }

    private static List<LabelRule> rules(LabelSelector selector) {
        List<LabelRule> rules = new ArrayList<>();
        Map<String, String> equal = selector.getMatchLabels();
        if (equal != null) {
            new TreeMap<>(equal)
                    .forEach((key, value) ->
                            rules.add(new LabelRule(key, LabelRule.Operator.IN, List.of(value))));
        }
        selector.getMatchExpressions().forEach(it -> rules.add(rule(it)));
        return rules;
    }

    private static LabelRule rule(LabelSelectorRequirement requirement) {
        return new LabelRule(
                requirement.getKey(),
                Shapes.operator(requirement.getOperator()),
                requirement.getValues());
    }
}
