package cn.ac.pcl.octopus.base.tasks;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Background tasks.
 *
 * @param bulk how many tasks that move much data run at a time in a process; one user's are all of
 *     them but one
 */
@Validated
@ConfigurationProperties("octopus.tasks")
record TasksProperties(@DefaultValue("4") @Min(1) @Max(32) int bulk) {}
