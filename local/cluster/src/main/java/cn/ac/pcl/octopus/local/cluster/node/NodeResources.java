package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.controller.crd.PodRequests;
import com.sun.management.OperatingSystemMXBean;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.Collection;
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
                PodRequests.of(other.getSpec())
                        .forEach((name, n) -> used.merge(name, n, BigDecimal::add)));
        for (Map.Entry<String, BigDecimal> request : PodRequests.of(pod.getSpec()).entrySet()) {
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

    private static BigDecimal amount(@Nullable Quantity quantity) {
        return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
    }
}
