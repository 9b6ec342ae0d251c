package cn.ac.pcl.octopus.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LeasePropertiesTests {

    @Test
    void hasTheseDefaults() {
        var lease =
                new Binder(new MapConfigurationPropertySource(Map.of("lease.name", "one")))
                        .bind("lease", LeaseProperties.class)
                        .get();

        assertThat(lease).isEqualTo(lease(20, 10, 2));
    }

    @Test
    void aHolderGivesUpBeforeAnotherMayBegin() {
        assertThatIllegalArgumentException().isThrownBy(() -> lease(10, 10, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> lease(15, 2, 2));
    }

    private static LeaseProperties lease(int duration, int renewDeadline, int retryPeriod) {
        return new LeaseProperties(
                "default",
                "one",
                Duration.ofSeconds(duration),
                Duration.ofSeconds(renewDeadline),
                Duration.ofSeconds(retryPeriod));
    }
}
