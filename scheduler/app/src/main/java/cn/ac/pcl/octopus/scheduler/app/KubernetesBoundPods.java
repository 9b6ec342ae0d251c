package cn.ac.pcl.octopus.scheduler.app;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists them without a version, which the API server answers from what is decided, not cached. */
final class KubernetesBoundPods implements BoundPods {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesBoundPods.class);

    private final KubernetesClient client;
    private final Gate gate;

    KubernetesBoundPods(KubernetesClient client, Gate gate) {
        this.client = client;
        this.gate = gate;
    }

    @Override
    public void read(Consumer<List<Pod>> answer) {
        gate.pass(() -> read(answer, 1));
    }

    private void read(Consumer<List<Pod>> answer, int attempt) {
        List<Pod> bound;
        try {
            bound =
                    client.pods()
                            .inAnyNamespace()
                            .withoutField("spec.nodeName", "")
                            .list()
                            .getItems();
        } catch (RuntimeException | Error e) {
            // Whatever it is: without an answer nobody would ever decide again.
            LOG.warn("The bound pods were not listed, trying again", e);
            gate.passAgain(attempt, () -> read(answer, attempt + 1));
            return;
        }
        answer.accept(bound);
    }
}
