package cn.ac.pcl.octopus.controller.core;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What pods ask for. A limit without a request counts as a request, as in Kubernetes. */
final class Requests {

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private Requests() {}

    /** What one pod asks for: its containers together, or its largest init container. */
    static Map<String, BigDecimal> of(PodSpec pod) {
        Map<String, BigDecimal> sum = new TreeMap<>();
        for (Container container : orEmpty(pod.getContainers())) {
            of(container).forEach((name, amount) -> sum.merge(name, amount, BigDecimal::add));
        }
        for (Container container : orEmpty(pod.getInitContainers())) {
            of(container).forEach((name, amount) -> sum.merge(name, amount, BigDecimal::max));
        }
        return sum;
    }

    private static Map<String, BigDecimal> of(Container container) {
        Map<String, BigDecimal> asked = new TreeMap<>();
        ResourceRequirements resources = container.getResources();
        if (resources != null) {
            put(asked, resources.getLimits());
            put(asked, resources.getRequests());
        }
        return asked;
    }

    private static void put(
            Map<String, BigDecimal> asked, @Nullable Map<String, Quantity> amounts) {
        if (amounts != null) {
            amounts.forEach((name, amount) -> asked.put(name, amount.getNumericalAmount()));
        }
    }

    /** An amount as Kubernetes writes it: whole, or in thousandths. */
    static Quantity quantity(BigDecimal amount) {
        BigDecimal plain = amount.stripTrailingZeros();
        return plain.scale() <= 0
                ? new Quantity(plain.toBigInteger().toString())
                : new Quantity(
                        plain.multiply(THOUSAND).setScale(0, RoundingMode.CEILING).toBigInteger()
                                + "m");
    }

    static <T> List<T> orEmpty(@Nullable List<T> items) {
        return items == null ? List.of() : items;
    }
}
