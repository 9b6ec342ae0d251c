package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.scheduler.core.PodId;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does to pods what was planned, each call on a virtual thread, a bounded number at once. A call
 * that names a pod's uid can never touch a later pod of the same name.
 */
final class Binder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Binder.class);

    /** Annotation of a pod that will be ended for others: when, in UTC. */
    static final String EVICT_AT = "octopus.pcl.ac.cn/evict-at";

    private static final int CONFLICT = 409;
    private static final int MISSING = 404;

    /** How a binding ended. */
    enum Outcome {
        /** The pod is on the node. */
        BOUND,
        /** The pod is gone, or on another node: the placement is void. */
        VOID,
        /** The API server did not do it; it may later. */
        FAILED
    }

    /** Hears how a binding ended. */
    interface Ending {
        void bound(PodId pod, String node, Outcome outcome);
    }

    private final KubernetesClient client;
    private final MeterRegistry meters;
    private final Semaphore slots;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Binder(KubernetesClient client, MeterRegistry meters, int concurrency) {
        this.client = client;
        this.meters = meters;
        this.slots = new Semaphore(concurrency);
    }

    /** Binds a pod to a node; the ending is told later, from another thread. */
    void bind(PodId pod, String node, Ending ending) {
        threads.execute(() -> ending.bound(pod, node, measured(pod, node)));
    }

    /** Looks up whether a binding that was accepted holds; says nothing when nobody can tell. */
    void confirm(PodId pod, String node, Ending ending) {
        threads.execute(() -> {
            Outcome outcome = afterConflict(pod, node);
            if (outcome != Outcome.FAILED) {
                ending.bound(pod, node, outcome);
            }
        });
    }

    /**
     * Tells a pod when it will be ended for others.
     *
     * @param deadline when, null to take the notice back
     */
    void notice(PodId pod, @Nullable Instant deadline) {
        threads.execute(() -> {
            String value = deadline == null ? "null" : '"' + deadline.toString() + '"';
            try {
                client.pods()
                        .inNamespace(pod.namespace())
                        .withName(pod.name())
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\":{\"uid\":\"%s\",\"annotations\":{\"%s\":%s}}}"
                                        .formatted(pod.uid(), EVICT_AT, value));
            } catch (KubernetesClientException e) {
                LOG.warn("Pod {} was not told of its eviction: {}", pod, e.getMessage());
            }
        });
    }

    /** Deletes a pod, gracefully, as long as it is still this one. */
    void delete(PodId pod, String why) {
        threads.execute(() -> {
            LOG.info("Deleting pod {}: {}", pod, why);
            try {
                Pod current = get(pod);
                if (current != null && pod.uid().equals(current.getMetadata().getUid())) {
                    client.resource(current)
                            .lockResourceVersion(current.getMetadata().getResourceVersion())
                            .delete();
                }
            } catch (KubernetesClientException e) {
                LOG.warn("Pod {} could not be deleted: {}", pod, e.getMessage());
            }
        });
    }

    private Outcome measured(PodId pod, String node) {
        slots.acquireUninterruptibly();
        try {
            Outcome outcome = attempt(pod, node);
            meters.counter(
                            "octopus.scheduler.binds",
                            "outcome",
                            outcome.name().toLowerCase(Locale.ROOT))
                    .increment();
            return outcome;
        } finally {
            slots.release();
        }
    }

    private Outcome attempt(PodId pod, String node) {
        try {
            client.bindings().inNamespace(pod.namespace()).resource(binding(pod, node)).create();
            return Outcome.BOUND;
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case CONFLICT -> afterConflict(pod, node);
                case MISSING -> Outcome.VOID;
                default -> {
                    LOG.warn("Binding {} to {} failed: {}", pod, node, e.getMessage());
                    yield Outcome.FAILED;
                }
            };
        }
    }

    /** An earlier try may have succeeded without our hearing of it. */
    private Outcome afterConflict(PodId pod, String node) {
        try {
            Pod current = get(pod);
            return current != null
                            && pod.uid().equals(current.getMetadata().getUid())
                            && node.equals(current.getSpec().getNodeName())
                    ? Outcome.BOUND
                    : Outcome.VOID;
        } catch (KubernetesClientException e) {
            return Outcome.FAILED;
        }
    }

    private @Nullable Pod get(PodId pod) {
        return client.pods().inNamespace(pod.namespace()).withName(pod.name()).get();
    }

    private static Binding binding(PodId pod, String node) {
        return new BindingBuilder()
                .withNewMetadata()
                .withNamespace(pod.namespace())
                .withName(pod.name())
                .withUid(pod.uid())
                .endMetadata()
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .endTarget()
                .build();
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
