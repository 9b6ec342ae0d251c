package cn.ac.pcl.octopus.base.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
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
        requireConfiguration();
        var config =
                new ConfigBuilder(Config.autoConfigure(null))
                        .withConnectionTimeout((int) properties.connectTimeout().toMillis())
                        .withRequestTimeout((int) properties.requestTimeout().toMillis())
                        .withRequestRetryBackoffLimit(RETRIES)
                        .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** The client reads the file once and would take its absence for "inside a pod". */
    private static void requireConfiguration() {
        var files =
                Objects.requireNonNullElse(
                        System.getProperty(Config.KUBERNETES_KUBECONFIG_FILE),
                        Objects.requireNonNullElse(System.getenv("KUBECONFIG"), ""));
        for (var file : files.split(File.pathSeparator, -1)) {
            if (!file.isBlank() && !Files.isReadable(Path.of(file))) {
                throw new IllegalStateException("KUBECONFIG names no readable file: " + file);
            }
        }
    }
}
