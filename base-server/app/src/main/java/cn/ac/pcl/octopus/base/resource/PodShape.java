package cn.ac.pcl.octopus.base.resource;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a spec means for a pod.
 *
 * @param resources requests and, being the same, limits of the container
 * @param shm size limit of a memory-backed volume to be mounted at {@code /dev/shm}
 * @param nodeSelector labels of the nodes that have the custom resources
 */
public record PodShape(
        Map<String, Quantity> resources, @Nullable Quantity shm, Map<String, String> nodeSelector) {
    public PodShape {
        resources = Map.copyOf(resources);
        nodeSelector = Map.copyOf(nodeSelector);
    }
}
