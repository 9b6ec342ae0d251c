package cn.ac.pcl.octopus.controller.app;

import cn.ac.pcl.octopus.cluster.LeaseProperties;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this controller behaves.
 *
 * @param schedulerName scheduler of pods that name none, and of the bare pods that get a group
 * @param placementTimeout how long a job whose pods no node of its pool could ever hold waits for
 *     one that could, before it fails
 * @param preparationTimeout how long a pod may take on its node until a container of it has
 *     started, before its job fails
 * @param startTimeout how long a container may fail to start before its job fails
 * @param workers how many jobs are looked at at the same time
 * @param resync how often everything is looked at although nothing happened
 * @param writesPerSecond how many writes a second the API server has to bear in the long run
 * @param writeBurst how many writes it has to bear at once
 * @param lease which replica acts
 */
@Validated
@ConfigurationProperties("octopus.controller")
record ControllerProperties(
        @DefaultValue("volcano") @NotBlank String schedulerName,
        @DefaultValue("10m") @NotNull @DurationMin Duration placementTimeout,
        @DefaultValue("30m") @NotNull @DurationMin Duration preparationTimeout,
        @DefaultValue("60s") @NotNull @DurationMin Duration startTimeout,
        @DefaultValue("8") @Positive int workers,
        @DefaultValue("5m") @NotNull @DurationMin(seconds = 1) Duration resync,
        @DefaultValue("200") @Positive int writesPerSecond,
        @DefaultValue("400") @Positive int writeBurst,
        @NotNull @Valid LeaseProperties lease) {}
