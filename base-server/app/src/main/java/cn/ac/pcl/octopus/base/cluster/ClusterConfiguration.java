package cn.ac.pcl.octopus.base.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the client; no connection is made before the first call. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClusterProperties.class)
class ClusterConfiguration {
    private static final int RETRIES = 2;

    @Bean(destroyMethod = "close")
    KubernetesClient kubernetesClient(ClusterProperties properties) {
        var config =
                new ConfigBuilder(Config.autoConfigure(null))
                        .withConnectionTimeout((int) properties.connectTimeout().toMillis())
                        .withRequestTimeout((int) properties.requestTimeout().toMillis())
                        .withRequestRetryBackoffLimit(RETRIES)
                        .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
