package cn.ac.pcl.octopus.base.api;

import java.util.List;
import java.util.Map;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/** Machines of the cluster. Administrators only. */
@HttpExchange("/nodes")
public interface NodeApi {
    @GetExchange
    List<NodeView> list();

    /**
     * A node.
     *
     * @param status {@code Ready} or {@code NotReady}
     * @param capacity Kubernetes quantity by resource name
     * @param allocated what running pods of jobs ask for; 0 where they ask for nothing
     */
    record NodeView(
            String name,
            String ip,
            String status,
            List<String> resourcePools,
            Map<String, String> capacity,
            Map<String, String> allocated) {}
}
