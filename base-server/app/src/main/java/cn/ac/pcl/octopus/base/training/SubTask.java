package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.api.NewTraining;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sub-task as it was submitted: what it runs, how often, on what, for which price.
 *
 * @param resources request and limit by the name of the resource
 * @param shm size of {@code /dev/shm}; absent: as the container runtime gives it
 * @param nodeSelector labels of the nodes that have its custom resources
 */
record SubTask(
        String name,
        String command,
        List<NewTraining.Parameter> parameters,
        String specId,
        String specName,
        long specPrice,
        int replicas,
        int minFailed,
        int minSucceeded,
        boolean isMain,
        Map<String, String> resources,
        @Nullable String shm,
        Map<String, String> nodeSelector) {
    SubTask {
        parameters = List.copyOf(parameters);
        resources = Map.copyOf(resources);
        nodeSelector = Map.copyOf(nodeSelector);
    }
}
