package cn.ac.pcl.octopus.cluster;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a service talks to the API server. Where that is, and with which credentials, is found as
 * kubectl finds it: {@code KUBECONFIG}, or the service account of the pod.
 *
 * @param fieldManager the name under which the service's writes are known to the API server
 * @param connectTimeout longest wait for a connection
 * @param requestTimeout longest wait for an answer
 * @param retries how often the client itself repeats a failed call; 0 where the caller has a
 *     back-off of its own
 */
@Validated
@ConfigurationProperties("octopus.cluster")
public record ClusterClientProperties(
        @NotBlank String fieldManager,
        @DefaultValue("3s") @NotNull @DurationMin(millis = 1) Duration connectTimeout,
        @DefaultValue("10s") @NotNull @DurationMin(millis = 1) Duration requestTimeout,
        @DefaultValue("0") @PositiveOrZero int retries) {}
