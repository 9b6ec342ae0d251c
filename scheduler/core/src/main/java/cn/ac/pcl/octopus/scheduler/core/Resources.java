package cn.ac.pcl.octopus.scheduler.core;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Amounts by resource name. The unit of a name is the caller's and must be the same everywhere:
/// cpu in millicores, memory in bytes, devices by piece.
///
/// Every instance is sane: amounts that are zero or negative are left out, amounts above [#LIMIT]
/// are cut to it, so that no sum made of them can overflow.
public record Resources(SortedMap<String, Long> amounts) {
    public static final String CPU = "cpu";
    public static final String MEMORY = "memory";

    /// How many pods a node takes. A node that does not say so takes any number.
    public static final String PODS = "pods";

    /// The greatest amount: seventy terabytes of memory, far above any machine.
    public static final long LIMIT = 1L << 46;

    public static final Resources NONE = new Resources(Collections.emptySortedMap());

    public Resources {
        TreeMap<String, Long> sane = new TreeMap<>();
        amounts.forEach((name, amount) -> {
            if (amount > 0) {
                sane.put(name, Math.min(amount, LIMIT));
            }
        });
        amounts = Collections.unmodifiableSortedMap(sane);
    }

    public static Resources of(Map<String, Long> amounts) {
        return new Resources(new TreeMap<>(amounts));
    }

    public static Resources of(String name, long amount) {
        return of(Map.of(name, amount));
    }

    public static Resources of(String first, long amount, String second, long another) {
        return of(Map.of(first, amount, second, another));
    }

    /// These amounts with one of them set anew.
    public Resources with(String name, long amount) {
        TreeMap<String, Long> changed = new TreeMap<>(amounts);
        changed.put(name, amount);
        return new Resources(changed);
    }

    /// True for the name of a device that is given out by piece. Kubernetes calls these extended
    /// resources, and tells them from its own (disk, huge pages) by the domain in front.
    public static boolean isDevice(String name) {
        return name.indexOf('/') >= 0;
    }

    /// The amount of a resource, zero when it is not named.
    public long amount(String name) {
        return amounts.getOrDefault(name, 0L);
    }

    public boolean isEmpty() {
        return amounts.isEmpty();
    }
}
