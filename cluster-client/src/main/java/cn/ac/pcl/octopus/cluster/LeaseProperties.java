package cn.ac.pcl.octopus.cluster;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Lease for which the replicas of a service compete.
 *
 * @param namespace where it lies
 * @param name its name
 * @param duration a holder that was not heard of for so long has lost it
 * @param renewDeadline a holder that could not renew it for so long gives it up; shorter than the
 *     duration, so that it has stopped before another begins
 * @param retryPeriod how often it is renewed or tried for
 */
public record LeaseProperties(
        @DefaultValue("default") @NotBlank String namespace,
        @NotBlank String name,
        @DefaultValue("20s") @NotNull @DurationMin(millis = 1) Duration duration,
        @DefaultValue("10s") @NotNull @DurationMin(millis = 1) Duration renewDeadline,
        @DefaultValue("2s") @NotNull @DurationMin(millis = 1) Duration retryPeriod) {

    public LeaseProperties {
        if (renewDeadline.compareTo(duration) >= 0 || retryPeriod.compareTo(renewDeadline) >= 0) {
            throw new IllegalArgumentException(
                    "A lease needs retry-period < renew-deadline < duration, not %s, %s, %s"
                            .formatted(retryPeriod, renewDeadline, duration));
        }
    }
}
