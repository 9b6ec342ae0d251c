package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Resource names and their places in the dense arrays.
final class Symbols {
    static final int PODS = 0;
    static final int CPU = 1;
    static final int MEMORY = 2;

    private final Map<String, Integer> index = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    Symbols() {
        index(Resources.PODS);
        index(Resources.CPU);
        index(Resources.MEMORY);
    }

    int index(String name) {
        return index.computeIfAbsent(
                name,
                key -> {
                    names.add(key);
                    return names.size() - 1;
                });
    }

    String name(int resource) {
        return names.get(resource);
    }

    int size() {
        return names.size();
    }
}
