package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.NullUnmarked;

/// Rules about other pods, slow and obvious: each question looks at every pod that is placed.
@NullUnmarked
final class OracleOfNeighbours {
    /// A pod, and the node on which it runs.
    record Placed(PodSpec pod, NodeSpec node) {
        boolean near(NodeSpec other, String key) {
            return node.label(key) != null && node.label(key).equals(other.label(key));
        }
    }

    private final List<NodeSpec> pool;
    private final List<Placed> placed;
    private final PodSpec pod;

    OracleOfNeighbours(List<NodeSpec> pool, List<Placed> placed, PodSpec pod) {
        this.pool = pool;
        this.placed = placed;
        this.pod = pod;
    }

    private PodRules rules() {
        return pod.shape().pods();
    }

    private static boolean matches(PodSelector selector, PodSpec pod) {
        return selector.matches(pod.id().namespace(), pod.shape().labels());
    }

    private static boolean attracts(PodRules rules, PodSpec pod) {
        return rules.affinity().stream().allMatch(term -> matches(term.pods(), pod));
    }

    private long near(NodeSpec node, String key, Predicate<PodSpec> wanted) {
        return placed.stream().filter(p -> p.near(node, key) && wanted.test(p.pod())).count();
    }

    /// True for the first of a group that must be near to itself.
    boolean begins() {
        boolean nobody =
                rules().affinity().stream()
                        .noneMatch(term ->
                                placed.stream()
                                        .anyMatch(p ->
                                                p.node().label(term.key()) != null
                                                        && attracts(rules(), p.pod())));
        return !rules().affinity().isEmpty() && nobody && attracts(rules(), pod);
    }

    boolean refuses(NodeSpec node) {
        boolean first = begins();
        for (PodTerm term : rules().affinity()) {
            if (node.label(term.key()) == null
                    || (!first && near(node, term.key(), p -> attracts(rules(), p)) == 0)) {
                return true;
            }
        }
        for (PodTerm term : rules().antiAffinity()) {
            if (near(node, term.key(), p -> matches(term.pods(), p)) > 0) {
                return true;
            }
        }
        for (Placed other : placed) {
            for (PodTerm term : other.pod().shape().pods().antiAffinity()) {
                if (matches(term.pods(), pod) && other.near(node, term.key())) {
                    return true;
                }
            }
        }
        for (SpreadRule rule : rules().spread()) {
            if (rule.required()) {
                long with = with(rule, node);
                if (with < 0 || with - fewest(rule) > rule.maxSkew()) {
                    return true;
                }
            }
        }
        return false;
    }

    /// How many pods each domain of a spreading rule has.
    private Map<String, Long> domains(SpreadRule rule) {
        Map<String, Long> domains = new TreeMap<>();
        for (NodeSpec node : pool) {
            boolean counts =
                    Filter.SELECTOR.accepts(pod.shape(), node)
                            && Filter.AFFINITY.accepts(pod.shape(), node)
                            && rules().spread().stream()
                                    .filter(r -> r.required() == rule.required())
                                    .allMatch(r -> node.label(r.key()) != null);
            if (counts) {
                long here =
                        placed.stream()
                                .filter(p -> p.node().equals(node) && matches(rule.pods(), p.pod()))
                                .count();
                domains.merge(node.label(rule.key()), here, Long::sum);
            }
        }
        return domains;
    }

    private long with(SpreadRule rule, NodeSpec node) {
        return node.label(rule.key()) == null
                ? -1
                : domains(rule).getOrDefault(node.label(rule.key()), 0L)
                        + (matches(rule.pods(), pod) ? 1 : 0);
    }

    private long fewest(SpreadRule rule) {
        Map<String, Long> domains = domains(rule);
        return domains.size() < rule.minDomains()
                ? 0
                : domains.values().stream().mapToLong(n -> n).min().orElse(0);
    }

    private long closeness(NodeSpec node) {
        long sum = 0;
        for (PreferredPods preferred : rules().preferred()) {
            PodTerm term = preferred.term();
            sum += preferred.weight() * near(node, term.key(), p -> matches(term.pods(), p));
        }
        for (Placed other : placed) {
            for (PodTerm term : other.pod().shape().pods().affinity()) {
                sum += matches(term.pods(), pod) && other.near(node, term.key()) ? 1 : 0;
            }
            for (PreferredPods preferred : other.pod().shape().pods().preferred()) {
                PodTerm term = preferred.term();
                boolean meant = matches(term.pods(), pod) && other.near(node, term.key());
                sum += meant ? preferred.weight() : 0;
            }
        }
        return sum;
    }

    private long crowd(NodeSpec node) {
        long sum = 0;
        for (SpreadRule rule : rules().spread()) {
            if (!rule.required()) {
                long with = with(rule, node);
                if (with < 0) {
                    return -1;
                }
                sum += with;
            }
        }
        return sum;
    }

    /// What the pods nearby add to the scores of these nodes, of which none is refused.
    List<Double> preferences(List<NodeSpec> nodes) {
        long farthest = nodes.stream().mapToLong(this::closeness).min().orElse(0);
        long closest = nodes.stream().mapToLong(this::closeness).max().orElse(0);
        long emptiest = nodes.stream().mapToLong(this::crowd).filter(n -> n >= 0).min().orElse(0);
        long fullest = nodes.stream().mapToLong(this::crowd).filter(n -> n >= 0).max().orElse(0);
        List<Double> preferences = new ArrayList<>();
        for (NodeSpec node : nodes) {
            double close =
                    closest > farthest
                            ? 2.0 * (closeness(node) - farthest) / (closest - farthest)
                            : 0;
            double empty = 0;
            if (crowd(node) >= 0) {
                empty =
                        fullest > emptiest
                                ? 2.0 * (fullest - crowd(node)) / (fullest - emptiest)
                                : 2;
            }
            preferences.add(close + empty);
        }
        return preferences;
    }
}
