package cn.ac.pcl.octopus.base.resource;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.resource.Pool.Group;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/**
 * Resource pools. A pool is a queue in Kubernetes plus a label on its nodes, and nowhere else; what
 * administrators wrote about it is an annotation of the queue.
 */
@Service
public class Pools {
    private final Queues queues;
    private final NodeLabels labels;
    private final ObjectProvider<PoolUse> uses;
    private final ResourceProperties properties;

    Pools(
            Queues queues,
            NodeLabels labels,
            ObjectProvider<PoolUse> uses,
            ResourceProperties properties) {
        this.queues = queues;
        this.labels = labels;
        this.uses = uses;
        this.properties = properties;
    }

    /** Name of the pool of the default workspace. */
    public String defaultPool() {
        return properties.defaultPool();
    }

    /** The label that the nodes of a pool carry; pods of its jobs select their node by it. */
    public static Map<String, String> nodeSelector(String pool) {
        return Map.of(NodeLabels.ofPool(pool), NodeLabels.BOUND);
    }

    /**
     * Passes the name of a pool.
     *
     * @throws Refusal {@code pool.not-found}
     */
    public void requireExists(String name) {
        get(name);
    }

    /** Ids of the specs that a pool offers for training; none when there is no such pool. */
    public Set<String> trainingSpecs(String pool) {
        return queues.find(pool)
                .map(found -> Set.copyOf(found.specIds(Group.TRAIN)))
                .orElseGet(Set::of);
    }

    Pool get(String name) {
        return queues.find(name)
                .orElseThrow(() ->
                        new Refusal(ErrorCode.POOL_NOT_FOUND, "There is no resource pool " + name));
    }

    Optional<Pool> find(String name) {
        return queues.find(name);
    }

    /** A pool and the nodes that are in it. */
    record Bound(Pool pool, List<String> nodes) {}

    /**
     * @throws Refusal {@code pool.list-failed}
     */
    List<Bound> list() {
        try {
            var nodes = labels.nodes();
            return queues.list().stream()
                    .map(pool ->
                            new Bound(
                                    pool,
                                    NodeLabels.carrying(NodeLabels.ofPool(pool.name()), nodes)))
                    .toList();
        } catch (KubernetesClientException e) {
            throw new Refusal(ErrorCode.POOL_LIST_FAILED, "The cluster does not answer", e);
        }
    }

    /**
     * First the queue, which a taken name refuses before any node is touched: cut off in between,
     * it is a pool without nodes. If the nodes cannot be labelled, there is no pool.
     */
    void create(Pool pool, List<String> nodes) {
        var all = nodesWith(nodes, ErrorCode.POOL_CREATE_FAILED);
        queues.create(pool);
        try {
            labels.assign(NodeLabels.ofPool(pool.name()), nodes, all);
        } catch (RuntimeException e) {
            undo(() -> queues.delete(pool.name()), e);
            throw e;
        }
    }

    /** Changes a pool that there is. */
    void update(Pool pool, List<String> nodes) {
        bind(pool, nodes, ErrorCode.POOL_UPDATE_FAILED, () -> queues.apply(pool));
    }

    /**
     * An empty pool that nobody needs; first the labels of its nodes go, then the queue: cut off in
     * between, it is still a pool that can be deleted.
     */
    void delete(String name) {
        var pool = get(name);
        if (name.equals(defaultPool())) {
            throw new Refusal(
                    ErrorCode.POOL_DELETE_FAILED, "The default workspace has this resource pool");
        }
        var reason = uses.orderedStream().flatMap(use -> use.usesPool(name).stream()).findFirst();
        if (reason.isPresent()) {
            throw new Refusal(ErrorCode.POOL_DELETE_FAILED, reason.get());
        }
        queues.requireIdle(name);
        bind(pool, List.of(), ErrorCode.POOL_DELETE_FAILED, () -> queues.delete(name));
    }

    /** Makes the default pool when it is missing. */
    void ensureDefault() {
        queues.ensure(defaultPool());
    }

    /** A sentence that names a pool which offers a spec. */
    Optional<String> usesSpec(String specId) {
        return queues.list().stream()
                .filter(pool -> pool.offers(specId))
                .map(pool -> "The resource pool " + pool.name() + " offers it")
                .findFirst();
    }

    /**
     * Labels the nodes, then writes or deletes the queue; if that fails, the labels are as they
     * were.
     */
    private void bind(Pool pool, Collection<String> wanted, ErrorCode otherwise, Runnable write) {
        var nodes = nodesWith(wanted, otherwise);
        var label = NodeLabels.ofPool(pool.name());
        var before = NodeLabels.carrying(label, nodes);
        labels.assign(label, wanted, nodes);
        try {
            write.run();
        } catch (RuntimeException e) {
            undo(() -> labels.assign(label, before, labels.nodes()), e);
            throw e;
        }
    }

    /** All nodes, when the wanted ones are among them. */
    private List<Node> nodesWith(Collection<String> wanted, ErrorCode otherwise) {
        var nodes = labels.nodes();
        var unknown = NodeLabels.unknown(wanted, nodes);
        if (!unknown.isEmpty()) {
            throw new Refusal(otherwise, "There is no node " + String.join(", ", unknown));
        }
        return nodes;
    }

    private static void undo(Runnable step, RuntimeException cause) {
        try {
            step.run();
        } catch (RuntimeException second) {
            cause.addSuppressed(second);
        }
    }
}
