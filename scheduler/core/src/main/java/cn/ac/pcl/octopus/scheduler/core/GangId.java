package cn.ac.pcl.octopus.scheduler.core;

/// Names a gang: the namespace and name of its PodGroup. Ordered by text, the last tie-break.
public record GangId(String namespace, String name) implements Comparable<GangId> {
    @Override
    public int compareTo(GangId other) {
        int order = namespace.compareTo(other.namespace);
        return order != 0 ? order : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
