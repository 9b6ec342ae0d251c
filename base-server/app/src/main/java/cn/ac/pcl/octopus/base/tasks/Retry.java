package cn.ac.pcl.octopus.base.tasks;

import java.time.Duration;

/**
 * How often and how soon failed work is repeated. The pause doubles from the first to the longest.
 *
 * @param attempts runs in all, the first one included
 */
public record Retry(Duration first, Duration longest, int attempts) {
    /** Eight tries in about four minutes. */
    public static final Retry USUAL = new Retry(Duration.ofSeconds(2), Duration.ofMinutes(2), 8);

    /** For work without which something stays broken. */
    public static final Retry FOR_EVER =
            new Retry(Duration.ofSeconds(2), Duration.ofMinutes(5), Integer.MAX_VALUE);

    public Retry {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0 || attempts < 1) {
            throw new IllegalArgumentException("Not a way to retry: " + first + ", " + longest);
        }
    }

    /** The pause after so many failures in a row. */
    Duration pauseAfter(int failures) {
        var doublings = Math.min(Math.max(failures - 1, 0), 20);
        var pause = first.multipliedBy(1L << doublings);
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    boolean isOver(int failures) {
        return failures >= attempts;
    }
}
