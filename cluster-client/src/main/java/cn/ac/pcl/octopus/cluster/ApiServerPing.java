package cn.ac.pcl.octopus.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the API server whether it is there. fabric8's {@code isWatching()} says no until a first
 * event or bookmark came, so it is no measure of readiness.
 */
public final class ApiServerPing {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServerPing.class);

    private ApiServerPing() {}

    /** Whether the API server answers at this moment. */
    public static boolean answers(KubernetesClient client) {
        try {
            return client.getKubernetesVersion() != null;
        } catch (KubernetesClientException unreachable) {
            LOG.debug("The API server does not answer: {}", unreachable.getMessage());
            return false;
        }
    }
}
