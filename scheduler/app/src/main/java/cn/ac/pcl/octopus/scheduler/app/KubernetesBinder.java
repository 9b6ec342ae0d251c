package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.cluster.ExactDeletion;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the API server. A call that names a pod's uid never touches a later pod of its name. */
final class KubernetesBinder implements Binder {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesBinder.class);

    /** Annotation of a pod that will be ended for others: when, in UTC. */
    static final String EVICT_AT = "octopus.pcl.ac.cn/evict-at";

    private static final int CONFLICT = 409;
    private static final int MISSING = 404;

    private final KubernetesClient client;
    private final String fieldManager;
    private final MeterRegistry meters;
    private final Gate bindings;
    private final Gate rest;

    /**
     * @param bindings what bindings pass, so that nothing else is before them
     * @param rest what all else passes
     */
    KubernetesBinder(
            KubernetesClient client,
            String fieldManager,
            MeterRegistry meters,
            Gate bindings,
            Gate rest) {
        this.client = client;
        this.fieldManager = fieldManager;
        this.meters = meters;
        this.bindings = bindings;
        this.rest = rest;
    }

    @Override
    public void bind(PodId pod, String node, Ending ending) {
        bindings.pass(() -> {
            Outcome outcome = outcomeOf(pod, node);
            meters.counter(
                            "octopus.scheduler.binds",
                            "outcome",
                            outcome.name().toLowerCase(Locale.ROOT))
                    .increment();
            ending.bound(pod, node, outcome);
        });
    }

    @Override
    public void confirm(PodId pod, String node, Ending ending) {
        rest.pass(() -> {
            Outcome outcome = afterConflict(pod, node);
            if (outcome != Outcome.FAILED) {
                ending.bound(pod, node, outcome);
            }
        });
    }

    @Override
    public void notice(PodId pod, @Nullable Instant deadline) {
        rest.pass(() -> {
            String value = deadline == null ? "null" : '"' + deadline.toString() + '"';
            try {
                client.pods()
                        .inNamespace(pod.namespace())
                        .withName(pod.name())
                        .patch(
                                new PatchContext.Builder()
                                        .withPatchType(PatchType.JSON_MERGE)
                                        .withFieldManager(fieldManager)
                                        .build(),
                                "{\"metadata\":{\"uid\":\"%s\",\"annotations\":{\"%s\":%s}}}"
                                        .formatted(pod.uid(), EVICT_AT, value));
            } catch (KubernetesClientException e) {
                LOG.warn("Pod {} was not told of its eviction: {}", pod, e.getMessage());
            }
        });
    }

    @Override
    public void delete(PodId pod, String why) {
        LOG.info("Deleting pod {}: {}", pod, why);
        rest.pass(() -> delete(pod, 1));
    }

    private void delete(PodId pod, int attempt) {
        try {
            ExactDeletion.delete(
                    client,
                    new PodBuilder()
                            .withNewMetadata()
                            .withNamespace(pod.namespace())
                            .withName(pod.name())
                            .withUid(pod.uid())
                            .endMetadata()
                            .build());
        } catch (RuntimeException | Error e) {
            LOG.warn("Pod {} could not be deleted, trying again", pod, e);
            rest.passAgain(attempt, () -> delete(pod, attempt + 1));
        }
    }

    /** Always one, whatever happens: a place without an outcome would be kept for ever. */
    private Outcome outcomeOf(PodId pod, String node) {
        try {
            return attempt(pod, node);
        } catch (RuntimeException | Error e) {
            LOG.error("Binding {} to {} failed", pod, node, e);
            return Outcome.FAILED;
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
            Pod current = client.pods().inNamespace(pod.namespace()).withName(pod.name()).get();
            return current != null
                            && pod.uid().equals(current.getMetadata().getUid())
                            && node.equals(current.getSpec().getNodeName())
                    ? Outcome.BOUND
                    : Outcome.VOID;
        } catch (KubernetesClientException e) {
            return Outcome.FAILED;
        }
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
}
