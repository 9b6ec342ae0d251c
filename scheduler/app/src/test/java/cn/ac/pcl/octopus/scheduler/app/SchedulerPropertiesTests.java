package cn.ac.pcl.octopus.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.cluster.LeaseProperties;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SchedulerPropertiesTests {

    @Test
    void hasTheseDefaults() {
        SchedulerProperties properties =
                new Binder(
                                new MapConfigurationPropertySource(
                                        Map.of(
                                                "octopus.scheduler.lease.name",
                                                "octopus-scheduler")))
                        .bind("octopus.scheduler", SchedulerProperties.class)
                        .get();

        assertThat(properties)
                .isEqualTo(
                        new SchedulerProperties(
                                "volcano",
                                Duration.ofMillis(10),
                                Duration.ofSeconds(1),
                                Duration.ofMinutes(10),
                                32,
                                1000,
                                500,
                                50,
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(5),
                                new LeaseProperties(
                                        "default",
                                        "octopus-scheduler",
                                        Duration.ofSeconds(20),
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(2))));
    }
}
