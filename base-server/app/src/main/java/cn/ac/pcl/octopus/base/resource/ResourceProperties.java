package cn.ac.pcl.octopus.base.resource;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Resources and pools.
 *
 * @param defaultPool name of the pool of the default workspace
 * @param discovery pause between two looks at what the nodes report
 * @param ignored reported capacities that are no resources
 */
@ConfigurationProperties("octopus.resource")
record ResourceProperties(
        @DefaultValue("common-pool") String defaultPool,
        @DefaultValue("15s") Duration discovery,
        @DefaultValue({"hugepages-1Gi", "hugepages-2Mi", "pods", "ephemeral-storage"})
                Set<String> ignored) {}
