package cn.ac.pcl.octopus.base.storage;

import cn.ac.pcl.octopus.identity.Secret;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Object store and shared volume.
 *
 * @param endpoint address of the S3 store
 * @param region region that requests are signed for
 * @param accessKey account at the store
 * @param secretKey its secret
 * @param bucket bucket of the platform, also the name of its folder on the shared volume
 * @param mountPath where the shared volume is mounted
 * @param logPath where the logs of jobs are collected
 * @param publicUrl address under which browsers reach the gateway; by default the one they used
 * @param proxyPath path under which the gateway passes requests on to the store
 * @param connectTimeout longest wait for a connection to the store
 * @param readTimeout longest silence of the store
 * @param uploadExpiry life of an address for uploading
 * @param downloadExpiry life of an address for downloading
 * @param unpack what an uploaded archive may become
 */
@Validated
@ConfigurationProperties("octopus.storage")
public record StorageProperties(
        @NotNull URI endpoint,
        @DefaultValue("us-east-1") @NotBlank String region,
        @NotBlank String accessKey,
        @NotNull Secret secretKey,
        @DefaultValue("octopus") @NotBlank String bucket,
        @DefaultValue("/data") @NotNull Path mountPath,
        @DefaultValue("/var/log/logdata") @NotNull Path logPath,
        @Nullable URI publicUrl,
        @DefaultValue("/oss") @NotNull String proxyPath,
        @DefaultValue("5s") @NotNull Duration connectTimeout,
        @DefaultValue("60s") @NotNull Duration readTimeout,
        @DefaultValue("24h") @NotNull Duration uploadExpiry,
        @DefaultValue("24h") @NotNull Duration downloadExpiry,
        @DefaultValue @Valid @NotNull @NestedConfigurationProperty UnpackLimits unpack) {
    /** Where the logs of a training job are collected. */
    public Path jobLogs(String jobId) {
        return logPath.resolve("user").resolve("trainjob").resolve(jobId);
    }
}
