package cn.ac.pcl.octopus.controller.app;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.cluster.LeaseProperties;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ControllerPropertiesTests {

    @Test
    void hasTheseDefaults() {
        ControllerProperties properties =
                new Binder(
                                new MapConfigurationPropertySource(
                                        Map.of(
                                                "octopus.controller.lease.name",
                                                "octopus-controller")))
                        .bind("octopus.controller", ControllerProperties.class)
                        .get();
        assertThat(properties)
                .isEqualTo(
                        new ControllerProperties(
                                "volcano",
                                Duration.ofMinutes(10),
                                Duration.ofMinutes(30),
                                Duration.ofMinutes(1),
                                8,
                                Duration.ofMinutes(5),
                                200,
                                400,
                                new LeaseProperties(
                                        "default",
                                        "octopus-controller",
                                        Duration.ofSeconds(20),
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(2))));
    }
}
