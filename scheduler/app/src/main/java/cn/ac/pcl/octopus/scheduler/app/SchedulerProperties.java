package cn.ac.pcl.octopus.scheduler.app;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this scheduler behaves.
 *
 * @param schedulerName pods whose {@code schedulerName} is this one are ours
 * @param coalesce events that come this close together are decided upon together
 * @param tick a decision is made at least this often, whatever happened
 * @param patience after waiting so long the first gang of a pool has nodes held for it
 * @param bindConcurrency bindings sent at the same time
 * @param confirmWithin a binding that the watch has not confirmed after this time is looked up
 * @param bindLimit after failing for so long a binding is given up, and with it its gang's start
 * @param resync everything is compared with the API server's state this often
 * @param requestTimeout limit of one call to the API server
 * @param lease which replica decides
 */
@ConfigurationProperties("octopus.scheduler")
record SchedulerProperties(
        @DefaultValue("volcano") String schedulerName,
        @DefaultValue("10ms") Duration coalesce,
        @DefaultValue("1s") Duration tick,
        @DefaultValue("10m") Duration patience,
        @DefaultValue("32") int bindConcurrency,
        @DefaultValue("10s") Duration confirmWithin,
        @DefaultValue("1m") Duration bindLimit,
        @DefaultValue("5m") Duration resync,
        @DefaultValue("15s") Duration requestTimeout,
        @DefaultValue Lease lease) {

    SchedulerProperties {
        if (bindConcurrency < 1) {
            throw new IllegalArgumentException(
                    "octopus.scheduler.bind-concurrency must be at least 1: " + bindConcurrency);
        }
    }

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
            @DefaultValue("default") String namespace,
            @DefaultValue("octopus-scheduler") String name,
            @DefaultValue("15s") Duration duration,
            @DefaultValue("10s") Duration renewDeadline,
            @DefaultValue("2s") Duration retryPeriod) {}
}
