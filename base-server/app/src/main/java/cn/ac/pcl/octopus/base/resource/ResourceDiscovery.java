package cn.ac.pcl.octopus.base.resource;

import cn.ac.pcl.octopus.base.tasks.RecurringWork;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Follows the cluster: resources that appear and vanish, the default pool, nodes that are new. */
@Component
class ResourceDiscovery implements RecurringWork {
    private static final Logger log = LoggerFactory.getLogger(ResourceDiscovery.class);

    private final NodeLabels labels;
    private final Resources resources;
    private final Pools pools;
    private final ResourceProperties properties;

    ResourceDiscovery(
            NodeLabels labels, Resources resources, Pools pools, ResourceProperties properties) {
        this.labels = labels;
        this.resources = resources;
        this.pools = pools;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "resource.discovery";
    }

    @Override
    public Duration every() {
        return properties.discovery();
    }

    @Override
    public void run() {
        var nodes = labels.nodes();
        resources.follow(nodes);
        pools.ensureDefault();
        for (var node : nodes) {
            if (NodeLabels.isNew(node)) {
                welcome(node.getMetadata().getName());
            }
        }
    }

    /** A node that is vanishing keeps no other waiting. */
    private void welcome(String node) {
        try {
            labels.welcome(node, properties.defaultPool());
        } catch (KubernetesClientException e) {
            log.warn("The node {} is not in the default pool yet: {}", node, e.getMessage());
        }
    }
}
