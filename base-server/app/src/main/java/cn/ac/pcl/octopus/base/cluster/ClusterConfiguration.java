package cn.ac.pcl.octopus.base.cluster;

import cn.ac.pcl.octopus.cluster.ClusterClientConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Brings the client, and what is known of the shared volume. */
@Configuration(proxyBeanMethods = false)
@Import(ClusterClientConfiguration.class)
@EnableConfigurationProperties(SharedVolumeProperties.class)
class ClusterConfiguration {}
