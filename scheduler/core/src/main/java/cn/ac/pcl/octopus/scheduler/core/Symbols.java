package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.BitSet;
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
    private final BitSet devices = new BitSet();

    Symbols() {
        index(Resources.PODS);
        index(Resources.CPU);
        index(Resources.MEMORY);
    }

    int index(String name) {
        return index.computeIfAbsent(
                name,
                key -> {
                    devices.set(names.size(), Resources.isDevice(key));
                    names.add(key);
                    return names.size() - 1;
                });
    }

    String name(int resource) {
        return names.get(resource);
    }

    boolean isDevice(int resource) {
        return devices.get(resource);
    }

    int size() {
        return names.size();
    }
}
