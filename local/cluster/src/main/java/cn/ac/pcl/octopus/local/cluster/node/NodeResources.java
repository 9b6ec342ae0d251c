package cn.ac.pcl.octopus.local.cluster.node;

import com.sun.management.OperatingSystemMXBean;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the machine has, and whether one more pod fits. */
final class NodeResources {
    private final Map<String, Quantity> capacity = new TreeMap<>();

    NodeResources(Map<String, String> extra) {
        capacity.put(
                "cpu", new Quantity(Integer.toString(Runtime.getRuntime().availableProcessors())));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine) {
            capacity.put("memory", new Quantity(machine.getTotalMemorySize() / 1024 + "Ki"));
        }
        capacity.put("pods", new Quantity("110"));
        extra.forEach((name, amount) -> capacity.put(name, new Quantity(amount)));
    }

    Map<String, Quantity> capacity() {
        return capacity;
    }

    /** A refusal, as a kubelet words it. */
    record Refusal(String reason, String message) {}

    /** Why the pod does not fit beside the others, if it does not. */
    Optional<Refusal> refuse(Pod pod, Collection<Pod> others) {
        if (others.size() + 1 > amount(capacity.get("pods")).intValue()) {
            return Optional.of(new Refusal("OutOfpods", "Node has no place for another pod"));
        }
        Map<String, BigDecimal> used = new TreeMap<>();
        others.forEach(other ->
                requests(other).forEach((name, n) -> used.merge(name, n, BigDecimal::add)));
        for (Map.Entry<String, BigDecimal> request : requests(pod).entrySet()) {
            String name = request.getKey();
            BigDecimal has = amount(capacity.get(name));
            BigDecimal taken = used.getOrDefault(name, BigDecimal.ZERO);
            boolean counted = capacity.containsKey(name) || name.contains("/");
            if (counted && taken.add(request.getValue()).compareTo(has) > 0) {
                return Optional.of(
                        new Refusal(
                                "OutOf" + name,
                                "Node didn't have enough resource: %s, requested: %s, used: %s, capacity: %s"
                                        .formatted(
                                                name,
                                                request.getValue().toPlainString(),
                                                taken.toPlainString(),
                                                has.toPlainString())));
            }
        }
        return Optional.empty();
    }

    /** What a pod asks for: all its containers, or its largest init container. */
    private static Map<String, BigDecimal> requests(Pod pod) {
        Map<String, BigDecimal> sum = new TreeMap<>();
        for (Container container : pod.getSpec().getContainers()) {
            requests(container).forEach((name, n) -> sum.merge(name, amount(n), BigDecimal::add));
        }
        for (Container container : orEmpty(pod.getSpec().getInitContainers())) {
            requests(container).forEach((name, n) -> sum.merge(name, amount(n), BigDecimal::max));
        }
        return sum;
    }

    private static Map<String, Quantity> requests(Container container) {
        if (container.getResources() == null) {
            return Map.of();
        }
        Map<String, Quantity> all = new TreeMap<>();
        if (container.getResources().getLimits() != null) {
            all.putAll(container.getResources().getLimits());
        }
        if (container.getResources().getRequests() != null) {
            all.putAll(container.getResources().getRequests());
        }
        return all;
    }

    private static BigDecimal amount(@Nullable Quantity quantity) {
        return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
