package cn.ac.pcl.octopus.taskset;

import cn.ac.pcl.octopus.identity.HookSignature;
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

    public static void main(String[] args) {
        SpringApplication.run(TasksetApplication.class, args);
    }

    /** Ticks in microseconds, as the columns do, so that what is told is what is stored. */
    @Bean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }

    @Bean
    KubernetesClient kubernetesClient() {
        return new KubernetesClientBuilder().build();
    }

    @Bean
    HookSignature hookSignature(TasksetProperties properties, Clock clock) {
        return new HookSignature(properties.hooks().secret(), clock);
    }
}
