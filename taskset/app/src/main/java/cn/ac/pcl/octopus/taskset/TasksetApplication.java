package cn.ac.pcl.octopus.taskset;

import cn.ac.pcl.octopus.cluster.ClusterClientConfiguration;
import cn.ac.pcl.octopus.identity.HookSignature;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the service. */
@SpringBootApplication
@EnableConfigurationProperties(TasksetProperties.class)
@EnableScheduling
@Import(ClusterClientConfiguration.class)
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
    HookSignature hookSignature(TasksetProperties properties, Clock clock) {
        return new HookSignature(properties.hooks().secret().text(), clock);
    }
}
