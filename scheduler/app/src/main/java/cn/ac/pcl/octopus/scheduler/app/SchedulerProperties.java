package cn.ac.pcl.octopus.scheduler.app;

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
 * How this scheduler behaves.
 *
 * @param schedulerName pods whose {@code schedulerName} is this one are ours
 * @param coalesce events that come this close together are decided upon together
 * @param tick a decision is made at least this often, whatever happened
 * @param patience after waiting so long the first gang of a pool has nodes held for it
 * @param bindConcurrency bindings sent at the same time, and as many other calls
 * @param bindingsPerSecond bindings the API server has to bear in the long run
 * @param writesPerSecond other calls it has to bear
 * @param eventsPerSecond events it has to bear; more than that for long are lost
 * @param confirmWithin a binding that the watch has not confirmed after this time is looked up
 * @param bindLimit after failing for so long a binding is given up, and with it its gang's start
 * @param resync everything is compared with the API server's state this often
 * @param lease which replica decides
 */
@Validated
@ConfigurationProperties("octopus.scheduler")
record SchedulerProperties(
        @DefaultValue("volcano") @NotBlank String schedulerName,
        @DefaultValue("10ms") @NotNull @DurationMin Duration coalesce,
        @DefaultValue("1s") @NotNull @DurationMin(millis = 1) Duration tick,
        @DefaultValue("10m") @NotNull @DurationMin Duration patience,
        @DefaultValue("32") @Positive int bindConcurrency,
        @DefaultValue("1000") @Positive int bindingsPerSecond,
        @DefaultValue("500") @Positive int writesPerSecond,
        @DefaultValue("50") @Positive int eventsPerSecond,
        @DefaultValue("10s") @NotNull @DurationMin Duration confirmWithin,
        @DefaultValue("1m") @NotNull @DurationMin Duration bindLimit,
        @DefaultValue("5m") @NotNull @DurationMin(seconds = 1) Duration resync,
        @NotNull @Valid LeaseProperties lease) {}
