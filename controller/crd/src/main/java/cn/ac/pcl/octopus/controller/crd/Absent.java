package cn.ac.pcl.octopus.controller.crd;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an absent part of a resource means: nothing in a list, zero of a number. */
final class Absent {

    private Absent() {}

    static <T> List<T> toEmpty(@Nullable List<T> items) {
        return items == null ? List.of() : List.copyOf(items);
    }

    /** Keeps the order of the original, so that a resource is written as it was read. */
    static <V> Map<String, V> toEmpty(@Nullable Map<String, V> entries) {
        return entries == null
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    static Integer toZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    static Long toZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }
}
