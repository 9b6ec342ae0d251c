package cn.ac.pcl.octopus.cluster;

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

/** Makes the client of a service; no connection is made before the first call. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClusterClientProperties.class)
public class ClusterClientConfiguration {

    @Bean(destroyMethod = "close")
    KubernetesClient kubernetesClient(ClusterClientProperties properties) {
        requireReadable(
                Objects.requireNonNullElse(
                        System.getProperty(Config.KUBERNETES_KUBECONFIG_FILE),
                        Objects.requireNonNullElse(System.getenv("KUBECONFIG"), "")));
        var config =
                new ConfigBuilder(Config.autoConfigure(null))
                        // Names the author of writes that name no field manager.
                        .withUserAgent(properties.fieldManager())
                        .withConnectionTimeout(
                                Math.toIntExact(properties.connectTimeout().toMillis()))
                        .withRequestTimeout(Math.toIntExact(properties.requestTimeout().toMillis()))
                        .withRequestRetryBackoffLimit(properties.retries())
                        .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** The client reads the files once and would take the absence of one for "inside a pod". */
    static void requireReadable(String kubeconfigs) {
        for (var file : kubeconfigs.split(File.pathSeparator, -1)) {
            if (!file.isBlank() && !Files.isReadable(Path.of(file))) {
                throw new IllegalStateException("KUBECONFIG names no readable file: " + file);
            }
        }
    }
}
