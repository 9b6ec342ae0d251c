package cn.ac.pcl.octopus.controller.core;

import java.time.Duration;

/**
 * What an operator decides about jobs.
 *
 * @param scheduler scheduler of pods that name none
 * @param placementTimeout how long a job whose pods no node of its pool could ever hold waits for
 *     one that could
 * @param preparationTimeout how long a pod may take on its node until a container of it has started
 * @param startTimeout how long a container may fail to start before its job fails
 */
public record Settings(
        String scheduler,
        Duration placementTimeout,
        Duration preparationTimeout,
        Duration startTimeout) {

    public static final Settings DEFAULT =
            new Settings(
                    "volcano",
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(30),
                    Duration.ofMinutes(1));
}
