package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.identity.Secret;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Training jobs.
 *
 * @param billingPeriod pause between two charges of a running job
 * @param reconciliation pause between two comparisons of unfinished jobs with the task engine
 * @param timeZone zone of the clocks in the pods of jobs
 * @param mostReplicas how many replicas a job may have in all
 */
@Validated
@ConfigurationProperties("octopus.training")
record TrainingProperties(
        @DefaultValue("1m") @NotNull Duration billingPeriod,
        @DefaultValue("30s") @NotNull Duration reconciliation,
        @DefaultValue("Asia/Shanghai") @NotNull ZoneId timeZone,
        @DefaultValue("1024") @Min(1) @Max(100_000) int mostReplicas) {

    /**
     * The task engine.
     *
     * @param url its address, without a path
     * @param token what it expects in the header {@code token}
     * @param connectTimeout longest wait for a connection
     * @param readTimeout longest wait for an answer
     */
    @Validated
    @ConfigurationProperties("octopus.taskset")
    record Engine(
            @DefaultValue("http://taskset:8004") @NotBlank String url,
            @NotNull Secret token,
            @DefaultValue("3s") @NotNull Duration connectTimeout,
            @DefaultValue("10s") @NotNull Duration readTimeout) {}

    /**
     * Life hooks.
     *
     * @param secret by which the task engine signs them, at least 32 bytes
     */
    @Validated
    @ConfigurationProperties("octopus.hooks")
    record Hooks(@NotNull Secret secret) {}
}
