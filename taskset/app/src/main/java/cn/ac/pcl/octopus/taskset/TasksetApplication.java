package cn.ac.pcl.octopus.taskset;

import cn.ac.pcl.octopus.identity.HookSignature;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Starts the service. */
@SpringBootApplication
@EnableConfigurationProperties(TasksetProperties.class)
public class TasksetApplication {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int REQUEST_MILLIS = 10_000;

    public static void main(String[] args) {
        SpringApplication.run(TasksetApplication.class, args);
    }

    /** Ticks in microseconds, as the columns do, so that what is told is what is stored. */
    @Bean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }

    /** Finds the cluster as kubectl does; whoever calls retries, so the client hardly does. */
    @Bean
    KubernetesClient kubernetesClient() {
        Config config =
                new ConfigBuilder(Config.autoConfigure(null))
                        .withConnectionTimeout(CONNECT_MILLIS)
                        .withRequestTimeout(REQUEST_MILLIS)
                        .withRequestRetryBackoffLimit(1)
                        .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @Bean
    HookSignature hookSignature(TasksetProperties properties, Clock clock) {
        return new HookSignature(properties.hooks().secret(), clock);
    }
}
