package cn.ac.pcl.octopus.controller.app;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this controller behaves.
 *
 * @param schedulerName scheduler of pods that name none, and of the bare pods that get a group
 * @param startTimeout how long a container may fail to start before its job fails
 * @param workers how many jobs are looked at at the same time
 * @param resync how often everything is looked at although nothing happened
 * @param requestTimeout limit of one call to the API server
 * @param writesPerSecond how many writes a second the API server has to bear in the long run
 * @param writeBurst how many writes it has to bear at once
 * @param lease which replica acts
 */
@Validated
@ConfigurationProperties("octopus.controller")
record ControllerProperties(
        @DefaultValue("volcano") @NotBlank String schedulerName,
        @DefaultValue("60s") @NotNull Duration startTimeout,
        @DefaultValue("8") @Positive int workers,
        @DefaultValue("5m") @NotNull Duration resync,
        @DefaultValue("15s") @NotNull Duration requestTimeout,
        @DefaultValue("200") @Positive int writesPerSecond,
        @DefaultValue("400") @Positive int writeBurst,
        @DefaultValue @Valid Lease lease) {

    /**
     * The Lease for which the replicas compete.
     *
     * @param namespace where it lies
     * @param name its name
     * @param duration a holder that was not heard of for so long has lost it
     * @param renewDeadline a holder that could not renew it for so long gives it up
     * @param retryPeriod how often it is renewed or tried for
     */
    record Lease(
            @DefaultValue("default") @NotBlank String namespace,
            @DefaultValue("octopus-controller") @NotBlank String name,
            @DefaultValue("15s") @NotNull Duration duration,
            @DefaultValue("10s") @NotNull Duration renewDeadline,
            @DefaultValue("2s") @NotNull Duration retryPeriod) {}
}
