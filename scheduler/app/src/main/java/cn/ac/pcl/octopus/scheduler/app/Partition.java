package cn.ac.pcl.octopus.scheduler.app;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which pools must be decided upon together because they share a node, directly or through others.
 *
 * @param groups each pool's group, named by the first of its pools
 */
record Partition(Map<String, String> groups) {
    static final Partition EMPTY = new Partition(Map.of());

    Partition {
        groups = Map.copyOf(groups);
    }

    /**
     * Finds the groups.
     *
     * @param pools every pool
     * @param shared for each node the pools it belongs to
     */
    static Partition of(Set<String> pools, Collection<Set<String>> shared) {
        Map<String, String> parent = new HashMap<>();
        pools.forEach(pool -> parent.put(pool, pool));
        for (Set<String> together : shared) {
            Iterator<String> each = together.iterator();
            if (each.hasNext()) {
                String first = root(parent, each.next());
                while (each.hasNext()) {
                    String other = root(parent, each.next());
                    // The smaller name stays the root, so that equal sets have equal names.
                    String smaller = first.compareTo(other) <= 0 ? first : other;
                    parent.put(first, smaller);
                    parent.put(other, smaller);
                    first = smaller;
                }
            }
        }
        Map<String, String> groups = new TreeMap<>();
        pools.forEach(pool -> groups.put(pool, root(parent, pool)));
        return new Partition(groups);
    }

    private static String root(Map<String, String> parent, String pool) {
        String at = pool;
        for (String next = parent.getOrDefault(at, at); !next.equals(at); ) {
            at = next;
            next = parent.getOrDefault(at, at);
        }
        return at;
    }

    /** The group of a pool; empty for a pool that does not exist. */
    Optional<String> groupOf(String pool) {
        @Nullable String group = groups.get(pool);
        return Optional.ofNullable(group);
    }

    /** The names of all groups. */
    Set<String> names() {
        return new TreeSet<>(groups.values());
    }
}
