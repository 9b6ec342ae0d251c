package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import org.jspecify.annotations.Nullable;

/**
 * A claim that every container of the job mounts.
 *
 * @param mountPath where
 * @param volumeClaimName an existing claim, or the name of the claim to make
 * @param volumeClaim the claim to make; absent when it exists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record VolumeSpec(
        @Nullable String mountPath,
        @Nullable String volumeClaimName,
        @Nullable PersistentVolumeClaimSpec volumeClaim) {}
