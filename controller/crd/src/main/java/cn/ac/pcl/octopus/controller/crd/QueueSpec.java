package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pool is.
 *
 * @param weight its share where queues share nodes; absent means 1
 * @param capability the most that its jobs may use together; absent means all of its nodes
 * @param reclaimable whether others may take back what it borrowed
 * @param nodeSelector labels that a node must have, all of them; empty means every node
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record QueueSpec(
        @Nullable Integer weight,
        Map<String, Quantity> capability,
        @Nullable Boolean reclaimable,
        Map<String, String> nodeSelector) {

    static final QueueSpec EMPTY = new QueueSpec(null, Map.of(), null, Map.of());

    public QueueSpec {
        capability = Absent.toEmpty(capability);
        nodeSelector = Absent.toEmpty(nodeSelector);
    }
}
