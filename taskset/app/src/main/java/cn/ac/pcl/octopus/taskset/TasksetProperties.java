package cn.ac.pcl.octopus.taskset;

import cn.ac.pcl.octopus.identity.Secret;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Configuration of taskset. Secrets have no default: without them the service does not start.
 *
 * @param taskset what concerns taskset alone
 * @param hooks how life hooks are signed
 * @param baseServer where the subscribers are
 */
@Validated
@ConfigurationProperties("octopus")
public record TasksetProperties(
        @DefaultValue @NotNull @Valid Taskset taskset,
        @DefaultValue @NotNull @Valid Hooks hooks,
        @NotNull @Valid BaseServer baseServer) {

    /**
     * What concerns taskset alone.
     *
     * @param token what callers send in the header {@code token}, at least 16 characters
     * @param cluster name of the cluster in the details of jobs
     * @param resync how often every unfinished job is compared with the cluster
     * @param stopPatience how long a stopped Job may go on before it is deleted from the cluster
     * @param keepEndedJobs how long an ended Job stays in the cluster, so that the tails of its
     *     logs are collected
     * @param keepHistory how long moments are kept that every subscriber was told
     * @param subscribers who is told of the life of jobs
     */
    public record Taskset(
            @NotNull Secret token,
            @DefaultValue("default") @NotBlank String cluster,
            @DefaultValue("30s") Duration resync,
            @DefaultValue("2m") Duration stopPatience,
            @DefaultValue("10m") Duration keepEndedJobs,
            @DefaultValue("7d") Duration keepHistory,
            @DefaultValue List<@Valid Subscriber> subscribers) {}

    /**
     * Who is told of the life of jobs.
     *
     * @param name its name in the database; never change it
     * @param kind of which kind of jobs
     * @param path where, at base-server
     */
    public record Subscriber(
            @NotBlank @Size(max = 63) String name,
            @NotBlank String kind,
            @NotBlank @Pattern(regexp = "/.*") String path) {}

    /**
     * How life hooks are signed.
     *
     * @param secret shared with base-server, at least 32 bytes
     */
    public record Hooks(@NotNull Secret secret) {}

    /**
     * Where the subscribers are.
     *
     * @param url address of base-server, without a path
     */
    public record BaseServer(@NotNull URI url) {}
}
