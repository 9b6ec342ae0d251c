package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.cluster.Watches;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the API server has told so far, and word of each change. */
final class ClusterWatch implements ClusterView, AutoCloseable {
    private static final String BY_NODE = "node";
    private static final String BY_GANG = "gang";

    /** A kind of object that is watched. */
    enum Kind {
        NODE(Node.class),
        QUEUE(Queue.class),
        PRIORITY(PriorityClass.class),
        GROUP(PodGroup.class),
        JOB(Job.class),
        POD(Pod.class);

        private final Class<? extends HasMetadata> type;

        Kind(Class<? extends HasMetadata> type) {
            this.type = type;
        }
    }

    private final Watches watches = new Watches();
    private final Map<Kind, SharedIndexInformer<? extends HasMetadata>> informers =
            new EnumMap<>(Kind.class);

    /**
     * Prepares the watches; {@link #start} begins them.
     *
     * @param changes gets the kind and the key ({@code namespace/name}) of whatever changed
     */
    ClusterWatch(KubernetesClient client, Duration resync, BiConsumer<Kind, String> changes) {
        for (Kind kind : Kind.values()) {
            informers.put(kind, watch(client, kind, kind.type, resync, changes));
        }
    }

    private <T extends HasMetadata> SharedIndexInformer<T> watch(
            KubernetesClient client,
            Kind kind,
            Class<T> type,
            Duration resync,
            BiConsumer<Kind, String> changes) {
        return watches.add(
                kind.name().toLowerCase(Locale.ROOT) + "s",
                client.resources(type).inAnyNamespace(),
                resync,
                object -> Stream.of(Cache.metaNamespaceKeyFunc(object)),
                (String key) -> changes.accept(kind, key));
    }

    /** The watches of all kinds. */
    Watches watches() {
        return watches;
    }

    /**
     * Begins to watch.
     *
     * @param schedulerName whose pods are indexed by their gang
     */
    void start(String schedulerName) {
        pods().addIndexers(
                        Map.of(
                                BY_NODE,
                                pod -> nonEmpty(pod.getSpec().getNodeName()),
                                BY_GANG,
                                pod ->
                                        Facts.gangOf(pod, schedulerName).stream()
                                                .map(GangId::toString)
                                                .toList()));
        watches.start();
    }

    @Override
    public boolean synced() {
        return watches.isSynced();
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
        return pods().getIndexer().byIndex(BY_NODE, node);
    }

    @Override
    public List<Pod> podsOf(GangId gang) {
        return pods().getIndexer().byIndex(BY_GANG, gang.toString());
    }

    private static List<String> nonEmpty(@Nullable String text) {
        return text == null || text.isEmpty() ? List.of() : List.of(text);
    }

    @SuppressWarnings("unchecked") // The map's constructor pairs each kind with its type.
    private SharedIndexInformer<Pod> pods() {
        return (SharedIndexInformer<Pod>) informer(Kind.POD);
    }

    private <T> Optional<T> find(Kind kind, Class<T> type, String key) {
        @Nullable Object found = informer(kind).getStore().getByKey(key);
        return Optional.ofNullable(type.cast(found));
    }

    private <T> Stream<T> all(Kind kind, Class<T> type) {
        return informer(kind).getStore().list().stream().map(type::cast);
    }

    private SharedIndexInformer<? extends HasMetadata> informer(Kind kind) {
        var informer = informers.get(kind);
        if (informer == null) {
            throw new IllegalStateException("Not watched: " + kind);
        }
        return informer;
    }

    @Override
    public void close() {
        watches.close();
    }
}
