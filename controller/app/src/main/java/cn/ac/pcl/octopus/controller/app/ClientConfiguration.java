package cn.ac.pcl.octopus.controller.app;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What comes from outside: the cluster and the time. */
@Configuration(proxyBeanMethods = false)
class ClientConfiguration {

    /** A client that connects at its first call. */
    @Bean(destroyMethod = "close")
    KubernetesClient kubernetesClient(ControllerProperties properties) {
        int limit = Math.toIntExact(properties.requestTimeout().toMillis());
        return new KubernetesClientBuilder()
                .withConfig(
                        new ConfigBuilder(Config.autoConfigure(null))
                                .withConnectionTimeout(limit)
                                .withRequestTimeout(limit)
                                // The queue tries again, with its own back-off.
                                .withRequestRetryBackoffLimit(0)
                                .build())
                .build();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
