package cn.ac.pcl.octopus.taskset.api;

import java.time.Instant;

/**
 * What taskset tells a subscriber about a job: signed, at least once, in order for each job. The
 * subscriber applies it only when {@code sequence} is greater than what it applied before, and
 * answers {@link #DONE}, or {@link #AGAIN} to be told once more later.
 *
 * @param id the job
 * @param userID its user
 * @param namespace where its Job is
 * @param currentState its state at that moment
 * @param currentTime that moment
 * @param sequence number of that moment in the life of the job
 * @param detail all that was known then
 */
public record LifeHook(
        String id,
        String userID,
        String namespace,
        JobState currentState,
        Instant currentTime,
        long sequence,
        JobDetail detail) {
    /** Answer of a subscriber that has applied the hook, or knows better already. */
    public static final String DONE = "OK";

    /** Answer of a subscriber that wants the hook again. */
    public static final String AGAIN = "RE";
}
