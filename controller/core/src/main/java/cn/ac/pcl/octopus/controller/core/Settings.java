package cn.ac.pcl.octopus.controller.core;

import java.time.Duration;

/**
 * What an operator decides about jobs.
 *
 * @param scheduler scheduler of pods that name none
 * @param startTimeout how long a container may fail to start before its job fails
 */
public record Settings(String scheduler, Duration startTimeout) {

    public static final Settings DEFAULT = new Settings("volcano", Duration.ofMinutes(1));
}
