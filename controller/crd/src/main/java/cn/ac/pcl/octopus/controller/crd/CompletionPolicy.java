package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * When a role is done.
 *
 * @param maxFailed the role has failed at this many failed replicas; absent or 0 means 1
 * @param minSucceeded the role has succeeded at this many succeeded replicas; absent or 0 means all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CompletionPolicy(@Nullable Integer maxFailed, @Nullable Integer minSucceeded) {}
