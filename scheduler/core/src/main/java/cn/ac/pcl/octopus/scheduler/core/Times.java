package cn.ac.pcl.octopus.scheduler.core;

import java.time.Duration;
import java.time.Instant;

/// Moments and durations with which one can reckon: what others send is cut to these, so that no
/// sum of them leaves the range of [Instant].
final class Times {
    /// Longer than anything runs or waits.
    static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    private Times() {}

    static Duration sane(Duration time) {
        if (time.isNegative()) {
            return Duration.ZERO;
        }
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    static double seconds(Duration time) {
        return (double) time.toSeconds() + time.toNanosPart() / 1e9;
    }

    static Instant sane(Instant moment) {
        if (moment.isBefore(FIRST)) {
            return FIRST;
        }
        return moment.isAfter(LAST) ? LAST : moment;
    }
}
