package cn.ac.pcl.octopus.base.storage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntConsumer;

/**
 * Progress of work that has several steps of unknown length: each step takes an equal part of the
 * hundred percent. The listener hears a growing number now and then, and never 100: that is said by
 * the end of the work.
 */
class Steps {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final int count;
    private final Clock clock;
    private final IntConsumer listener;
    private int begun;
    private int reported;
    private Instant next;

    Steps(int count, Clock clock, IntConsumer listener) {
        this.count = count;
        this.clock = clock;
        this.listener = listener;
        this.next = clock.instant();
    }

    /** Begins the next step. */
    Progress begin(long bytes) {
        int step = Math.min(begun++, count - 1);
        var done = new long[1];
        return more -> {
            done[0] += more;
            double part = bytes <= 0 ? 1 : Math.min(1.0, (double) done[0] / bytes);
            int percent = (int) Math.min(99, (step + part) * 100 / count);
            if (percent > reported && !clock.instant().isBefore(next)) {
                reported = percent;
                next = clock.instant().plus(PAUSE);
                listener.accept(percent);
            }
        };
    }
}
