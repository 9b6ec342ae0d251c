package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes PodGroup status: one write at a time for a group, the latest wish wins, and a failed write
 * is the business of the next resync.
 */
final class StatusWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
    private static final int MISSING = 404;

    private final KubernetesClient client;
    private final String fieldManager;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** What is still to be written; an entry exists while a thread works for its group. */
    private final Map<GangId, PodGroupStatus> wanted = new ConcurrentHashMap<>();

    StatusWriter(KubernetesClient client, String fieldManager) {
        this.client = client;
        this.fieldManager = fieldManager;
    }

    void write(GangId gang, PodGroupStatus status) {
        if (wanted.put(gang, status) == null) {
            threads.execute(() -> work(gang));
        }
    }

    private void work(GangId gang) {
        while (true) {
            PodGroupStatus status = wanted.get(gang);
            if (status == null) {
                return;
            }
            patch(gang, status);
            if (wanted.remove(gang, status)) {
                return;
            }
        }
    }

    private void patch(GangId gang, PodGroupStatus status) {
        var context = PatchContext.of(PatchType.JSON_MERGE);
        context.setFieldManager(fieldManager);
        try {
            client.resources(PodGroup.class)
                    .inNamespace(gang.namespace())
                    .withName(gang.name())
                    .subresource("status")
                    .patch(
                            context,
                            client.getKubernetesSerialization().asJson(Map.of("status", status)));
        } catch (KubernetesClientException e) {
            if (e.getCode() != MISSING) {
                LOG.warn("The status of PodGroup {} was not written: {}", gang, e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
