package cn.ac.pcl.octopus.controller.crd;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a pod takes of its node, by Kubernetes' rule.
 *
 * <ol>
 *   <li>A container asks for its requests, and for the limits of what it requests nothing of.
 *   <li>Containers run together, and with them the init containers that are restarted for ever, the
 *       sidecars.
 *   <li>Before, each other init container runs alone, beside the sidecars named before it: the
 *       greatest moment counts.
 *   <li>What the pod as a whole requests takes the place of both, its limits that of nothing.
 *   <li>Its overhead comes on top.
 * </ol>
 */
public final class PodRequests {
    private PodRequests() {}

    /** Amounts by resource, in the resource's own unit. */
    public static Map<String, BigDecimal> of(PodSpec pod) {
        Map<String, BigDecimal> together = new TreeMap<>();
        orEmpty(pod.getContainers()).forEach(container -> add(together, asked(container)));
        Map<String, BigDecimal> sidecars = new TreeMap<>();
        Map<String, BigDecimal> greatest = new TreeMap<>();
        for (Container container : orEmpty(pod.getInitContainers())) {
            Map<String, BigDecimal> moment = new TreeMap<>(sidecars);
            add(moment, asked(container));
            if ("Always".equals(container.getRestartPolicy())) {
                add(sidecars, asked(container));
            }
            moment.forEach((name, amount) -> greatest.merge(name, amount, BigDecimal::max));
        }
        add(together, sidecars);
        greatest.forEach((name, amount) -> together.merge(name, amount, BigDecimal::max));
        if (pod.getResources() != null) {
            Map<String, BigDecimal> limits = new TreeMap<>();
            put(limits, pod.getResources().getLimits());
            limits.forEach(together::putIfAbsent);
            put(together, pod.getResources().getRequests());
        }
        Map<String, BigDecimal> overhead = new TreeMap<>();
        put(overhead, pod.getOverhead());
        add(together, overhead);
        return together;
    }

    private static Map<String, BigDecimal> asked(Container container) {
        Map<String, BigDecimal> asked = new TreeMap<>();
        if (container.getResources() != null) {
            put(asked, container.getResources().getLimits());
            put(asked, container.getResources().getRequests());
        }
        return asked;
    }

    private static void add(Map<String, BigDecimal> sum, Map<String, BigDecimal> more) {
        more.forEach((name, amount) -> sum.merge(name, amount, BigDecimal::add));
    }

    private static void put(
            Map<String, BigDecimal> amounts, @Nullable Map<String, Quantity> quantities) {
        if (quantities != null) {
            quantities.forEach(
                    (name, quantity) -> amounts.put(name, quantity.getNumericalAmount()));
        }
    }

    private static <T> List<T> orEmpty(@Nullable List<T> items) {
        return items == null ? List.of() : items;
    }
}
