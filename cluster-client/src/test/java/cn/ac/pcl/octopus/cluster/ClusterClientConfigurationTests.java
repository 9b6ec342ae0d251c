package cn.ac.pcl.octopus.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ClusterClientConfigurationTests {
    private final ApplicationContextRunner service =
            new ApplicationContextRunner()
                    .withUserConfiguration(ClusterClientConfiguration.class)
                    .withPropertyValues("octopus.cluster.field-manager=octopus-test");

    @Test
    void hasTheseDefaults() {
        service.run(context ->
                assertThat(context.getBean(ClusterClientProperties.class))
                        .isEqualTo(
                                new ClusterClientProperties(
                                        "octopus-test",
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(10),
                                        0)));
    }

    @Test
    void theClientHasTheLimitsAndTheName() {
        service.withPropertyValues(
                        "octopus.cluster.connect-timeout=1s",
                        "octopus.cluster.request-timeout=2s",
                        "octopus.cluster.retries=3")
                .run(context -> {
                    var config = context.getBean(KubernetesClient.class).getConfiguration();
                    assertThat(config.getConnectionTimeout()).isEqualTo(1_000);
                    assertThat(config.getRequestTimeout()).isEqualTo(2_000);
                    assertThat(config.getRequestRetryBackoffLimit()).isEqualTo(3);
                    assertThat(config.getUserAgent()).isEqualTo("octopus-test");
                });
    }

    @Test
    void refusesAServiceWithoutANameAndCallsWithoutALimit() {
        service.withPropertyValues("octopus.cluster.field-manager=")
                .run(context -> assertThat(context).hasFailed());
        service.withPropertyValues("octopus.cluster.request-timeout=0s")
                .run(context -> assertThat(context).hasFailed());
        service.withPropertyValues("octopus.cluster.retries=-1")
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void aMissingKubeconfigIsNotTakenForAPod(@TempDir Path folder) throws IOException {
        Path there = Files.writeString(folder.resolve("there"), "");
        Path missing = folder.resolve("missing");

        ClusterClientConfiguration.requireReadable("");
        ClusterClientConfiguration.requireReadable(there.toString());
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        ClusterClientConfiguration.requireReadable(
                                there + File.pathSeparator + missing))
                .withMessageContaining(missing.toString());
    }
}
