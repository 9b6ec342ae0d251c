package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A label by which rules about other pods tell domains apart: the number of each node's domain.
final class TopologyKey {
    private final String label;
    private final Map<String, Integer> numbers = new HashMap<>();
    private int[] domains = {};

    TopologyKey(String label) {
        this.label = label;
    }

    /// The domain of a node, -1 when it has no such label.
    int domain(int slot) {
        return slot < domains.length ? domains[slot] : -1;
    }

    /// How many domains have been met.
    int size() {
        return numbers.size();
    }

    void set(int slot, NodeSpec node) {
        if (slot >= domains.length) {
            int before = domains.length;
            domains = Arrays.copyOf(domains, Math.max(16, slot * 2));
            Arrays.fill(domains, before, domains.length, -1);
        }
        @Nullable String value = node.label(label);
        domains[slot] = value == null ? -1 : numbers.computeIfAbsent(value, key -> numbers.size());
    }
}
