package cn.ac.pcl.octopus.scheduler.core;

/// Names one life of a pod: a pod made again under the same name has another uid.
public record PodId(String namespace, String name, String uid) implements Comparable<PodId> {
    @Override
    public int compareTo(PodId other) {
        int order = namespace.compareTo(other.namespace);
        if (order == 0) {
            order = name.compareTo(other.name);
        }
        return order != 0 ? order : uid.compareTo(other.uid);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
