package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.scheduler.app.ClusterWatch.Kind;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** What a watch would show, in memory; tells of each change. */
final class FakeCluster implements ClusterView {
    private final Map<Kind, Map<String, HasMetadata>> objects = new TreeMap<>();
    private final BiConsumer<Kind, String> changes;
    private long version;
    boolean synced = true;

    FakeCluster(BiConsumer<Kind, String> changes) {
        this.changes = changes;
        for (Kind kind : Kind.values()) {
            objects.put(kind, new TreeMap<>());
        }
    }

    void put(HasMetadata object) {
        object.getMetadata().setResourceVersion(Long.toString(++version));
        Kind kind = kind(object);
        String key = Cache.metaNamespaceKeyFunc(object);
        of(kind).put(key, object);
        changes.accept(kind, key);
    }

    void remove(Kind kind, String key) {
        of(kind).remove(key);
        changes.accept(kind, key);
    }

    private static Kind kind(HasMetadata object) {
        return switch (object) {
            case Node _ -> Kind.NODE;
            case Queue _ -> Kind.QUEUE;
            case PriorityClass _ -> Kind.PRIORITY;
            case PodGroup _ -> Kind.GROUP;
            case Job _ -> Kind.JOB;
            case Pod _ -> Kind.POD;
            default -> throw new IllegalArgumentException(object.getKind());
        };
    }

    private Map<String, HasMetadata> of(Kind kind) {
        return objects.computeIfAbsent(kind, it -> new TreeMap<>());
    }

    private <T> Optional<T> find(Kind kind, Class<T> type, String key) {
        return Optional.ofNullable(of(kind).get(key)).map(type::cast);
    }

    private <T> Stream<T> all(Kind kind, Class<T> type) {
        return new ArrayList<>(of(kind).values()).stream().map(type::cast);
    }

    @Override
    public boolean synced() {
        return synced;
    }

    @Override
    public Optional<Node> node(String key) {
        return find(Kind.NODE, Node.class, key);
    }

    @Override
    public Optional<Queue> queue(String key) {
        return find(Kind.QUEUE, Queue.class, key);
    }

    @Override
    public Optional<PriorityClass> priority(String key) {
        return find(Kind.PRIORITY, PriorityClass.class, key);
    }

    @Override
    public Optional<PodGroup> group(String key) {
        return find(Kind.GROUP, PodGroup.class, key);
    }

    @Override
    public Optional<Job> job(String key) {
        return find(Kind.JOB, Job.class, key);
    }

    @Override
    public Optional<Pod> pod(String key) {
        return find(Kind.POD, Pod.class, key);
    }

    @Override
    public Stream<Node> nodes() {
        return all(Kind.NODE, Node.class);
    }

    @Override
    public Stream<Queue> queues() {
        return all(Kind.QUEUE, Queue.class);
    }

    @Override
    public Stream<PodGroup> groups() {
        return all(Kind.GROUP, PodGroup.class);
    }

    @Override
    public Stream<Pod> allPods() {
        return all(Kind.POD, Pod.class);
    }

    @Override
    public List<Pod> podsOn(String node) {
        return allPods().filter(it -> node.equals(it.getSpec().getNodeName())).toList();
    }

    @Override
    public List<Pod> podsOf(GangId gang) {
        return allPods()
                .filter(it -> Facts.gangOf(it, "volcano").filter(gang::equals).isPresent())
                .toList();
    }
}
