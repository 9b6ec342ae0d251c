package cn.ac.pcl.octopus.base.resource;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.PoolApi;
import cn.ac.pcl.octopus.base.api.PoolApi.SpecIds;
import cn.ac.pcl.octopus.base.resource.Pool.Group;
import cn.ac.pcl.octopus.cluster.ClusterClientProperties;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.controller.crd.QueueSpec;
import cn.ac.pcl.octopus.controller.crd.QueueState;
import cn.ac.pcl.octopus.controller.crd.QueueStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The queues in Kubernetes that pools are. */
@Component
class Queues {
    private static final Logger log = LoggerFactory.getLogger(Queues.class);
    private static final Pattern NAME = Pattern.compile(PoolApi.NAME);
    private static final Map<String, String> LABELS = Map.of("platform", "openi.octopus");
    private static final String ANNOTATION = "ResourcePoolInfo";
    private static final int WEIGHT = 100;
    private static final int CONFLICT = 409;

    private final KubernetesClient kubernetes;
    private final String fieldManager;
    private final JsonMapper json;

    Queues(KubernetesClient kubernetes, ClusterClientProperties writer, JsonMapper json) {
        this.kubernetes = kubernetes;
        this.fieldManager = writer.fieldManager();
        this.json = json;
    }

    /** What the annotation holds. */
    record Description(
            @Nullable String desc, @Nullable Map<String, SpecIds> mapResourceSpecIdList) {}

    /** The open pool of a name. */
    Optional<Pool> find(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(kubernetes.resources(Queue.class).withName(name).get())
                .filter(Queues::isOpenPool)
                .map(this::pool);
    }

    /** All open pools by name. */
    List<Pool> list() {
        return kubernetes.resources(Queue.class).withLabels(LABELS).list().getItems().stream()
                .filter(Queues::isOpenPool)
                .map(this::pool)
                .sorted(Comparator.comparing(Pool::name))
                .toList();
    }

    void create(Pool pool) {
        try {
            kubernetes.resource(queue(pool)).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                throw new Refusal(ErrorCode.POOL_CREATE_FAILED, "A queue of this name exists", e);
            }
            throw e;
        }
    }

    /**
     * Makes an empty pool where there is none of the name, neither open nor closed. A queue that is
     * no pool becomes one.
     */
    void ensure(String name) {
        var queue = kubernetes.resources(Queue.class).withName(name).get();
        if (queue == null || !isPool(queue)) {
            apply(new Pool(name, "", Map.of()));
        }
    }

    void apply(Pool pool) {
        kubernetes
                .resource(queue(pool))
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager(fieldManager)
                                .withForce(true)
                                .build());
    }

    /**
     * Passes a queue without jobs.
     *
     * @throws Refusal {@code pool.delete-failed}
     */
    void requireIdle(String name) {
        var queue = kubernetes.resources(Queue.class).withName(name).get();
        if (queue != null) {
            var status = QueueStatus.of(queue);
            if (status.pending() + status.running() + status.inqueue() + status.unknown() > 0) {
                throw new Refusal(
                        ErrorCode.POOL_DELETE_FAILED, "Jobs wait or run in this resource pool");
            }
        }
    }

    void delete(String name) {
        try {
            kubernetes.resources(Queue.class).withName(name).delete();
        } catch (KubernetesClientException e) {
            if (e.getCode() / 100 == 4) {
                throw new Refusal(ErrorCode.POOL_DELETE_FAILED, "The cluster keeps the queue", e);
            }
            throw e;
        }
    }

    private static boolean isOpenPool(Queue queue) {
        return isPool(queue) && QueueStatus.of(queue).state() == QueueState.OPEN;
    }

    private static boolean isPool(Queue queue) {
        var labels = queue.getMetadata().getLabels();
        return labels != null && labels.entrySet().containsAll(LABELS.entrySet());
    }

    private Queue queue(Pool pool) {
        var groups = new TreeMap<String, SpecIds>();
        for (var group : Group.values()) {
            groups.put(group.key(), new SpecIds(pool.specIds(group)));
        }
        var queue = new Queue();
        queue.setMetadata(
                new ObjectMetaBuilder()
                        .withName(pool.name())
                        .withLabels(LABELS)
                        .withAnnotations(
                                Map.of(
                                        ANNOTATION,
                                        json.writeValueAsString(
                                                new Description(pool.description(), groups))))
                        .build());
        queue.setSpec(new QueueSpec(WEIGHT, Map.of(), false, Pools.nodeSelector(pool.name())));
        return queue;
    }

    private Pool pool(Queue queue) {
        var name = queue.getMetadata().getName();
        var annotations = queue.getMetadata().getAnnotations();
        var text = annotations == null ? null : annotations.get(ANNOTATION);
        if (text == null) {
            return new Pool(name, "", Map.of());
        }
        try {
            var description = json.readValue(text, Description.class);
            return new Pool(
                    name,
                    Objects.requireNonNullElse(description.desc(), ""),
                    groups(description.mapResourceSpecIdList()));
        } catch (JacksonException e) {
            log.warn("The annotation {} of queue {} is not readable", ANNOTATION, name, e);
            return new Pool(name, "", Map.of());
        }
    }

    static Map<Group, List<String>> groups(@Nullable Map<String, SpecIds> wire) {
        var groups = new EnumMap<Group, List<String>>(Group.class);
        if (wire != null) {
            wire.forEach((key, ids) ->
                    Group.of(key)
                            .ifPresent(group ->
                                    groups.put(
                                            group,
                                            Objects.requireNonNullElse(
                                                    ids.resourceSpecIds(), List.of()))));
        }
        return groups;
    }
}
