package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Patches the status at the API server. A write that fails is tried again, later each time, until
 * it succeeds, is superseded or its object is gone; one that is refused is not repeated.
 */
final class KubernetesStatusWriter implements StatusWriter {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesStatusWriter.class);
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int CLIENT_ERRORS = 400;
    private static final int SERVER_ERRORS = 500;
    private static final int MISSING = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final String fieldManager;
    private final Gate gate;

    /** What is still to be written, by uid; an entry exists while somebody works for its object. */
    private final Map<String, Runnable> wanted = new ConcurrentHashMap<>();

    KubernetesStatusWriter(KubernetesClient client, String fieldManager, Gate gate) {
        this.client = client;
        this.fieldManager = fieldManager;
        this.gate = gate;
    }

    @Override
    public void write(PodGroup group, PodGroupStatus status) {
        wish(group.getMetadata().getUid(), () -> patch(group, status));
    }

    @Override
    public void write(Pod seen, PodCondition condition) {
        wish(seen.getMetadata().getUid(), () -> apply(seen, condition));
    }

    @Override
    public void clear() {
        wanted.clear();
    }

    private void wish(String uid, Runnable write) {
        if (wanted.put(uid, write) == null) {
            gate.pass(() -> work(uid, 1));
        }
    }

    private void work(String uid, int attempt) {
        Runnable write = wanted.get(uid);
        if (write == null) {
            return;
        }
        if (isDone(write)) {
            if (!wanted.remove(uid, write)) {
                gate.pass(() -> work(uid, 1));
            }
        } else {
            gate.passAgain(attempt, () -> work(uid, attempt + 1));
        }
    }

    private static boolean isDone(Runnable write) {
        try {
            write.run();
            return true;
        } catch (KubernetesClientException e) {
            int code = e.getCode();
            boolean refused =
                    code >= CLIENT_ERRORS
                            && code < SERVER_ERRORS
                            && code != TIMEOUT
                            && code != TOO_MANY;
            // An object that is gone or has changed is told again by the watch.
            if (code != MISSING && code != CONFLICT && !isMeantForAnother(e)) {
                LOG.warn(
                        "A status was not written{}: {}",
                        refused ? "" : ", trying again",
                        e.getMessage());
            }
            return refused;
        } catch (RuntimeException | Error e) {
            // While nobody worked for it, nothing would ever be written of this object again.
            LOG.error("A status was not written, trying again", e);
            return false;
        }
    }

    /** A patch with another uid is refused as is any change of what stays for life. */
    private static boolean isMeantForAnother(KubernetesClientException refusal) {
        Status status = refusal.getStatus();
        return status != null
                && status.getDetails() != null
                && status.getDetails().getCauses().stream()
                        .anyMatch(cause -> "metadata.uid".equals(cause.getField()));
    }

    /** The uid makes a group of the same name that came later refuse it. */
    private void patch(PodGroup group, PodGroupStatus status) {
        var fields =
                Map.of(
                        "phase", status.phase(),
                        // Always: a list that is left out would stay as it is.
                        "conditions", status.conditions(),
                        "running", status.running(),
                        "succeeded", status.succeeded(),
                        "failed", status.failed());
        client.resources(PodGroup.class)
                .inNamespace(group.getMetadata().getNamespace())
                .withName(group.getMetadata().getName())
                .subresource("status")
                .patch(
                        context(PatchType.JSON_MERGE),
                        json(
                                Map.of(
                                        "metadata",
                                        Map.of("uid", group.getMetadata().getUid()),
                                        "status",
                                        fields)));
    }

    /** The version keeps a pod that was bound meanwhile from being called unschedulable. */
    private void apply(Pod seen, PodCondition condition) {
        var metadata = seen.getMetadata();
        client.pods()
                .inNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .subresource("status")
                .patch(
                        context(PatchType.SERVER_SIDE_APPLY),
                        json(
                                Map.of(
                                        "apiVersion",
                                        "v1",
                                        "kind",
                                        "Pod",
                                        "metadata",
                                        Map.of(
                                                "name", metadata.getName(),
                                                "namespace", metadata.getNamespace(),
                                                "uid", metadata.getUid(),
                                                "resourceVersion", metadata.getResourceVersion()),
                                        "status",
                                        Map.of("conditions", List.of(condition)))));
    }

    private PatchContext context(PatchType type) {
        return new PatchContext.Builder()
                .withPatchType(type)
                .withFieldManager(fieldManager)
                .withForce(type == PatchType.SERVER_SIDE_APPLY ? true : null)
                .build();
    }

    private String json(Map<String, Object> document) {
        return client.getKubernetesSerialization().asJson(document);
    }
}
