package cn.ac.pcl.octopus.scheduler.simulator;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// What is going to happen, by time; of two things at one time, that which was planned first comes
/// first.
final class Agenda<T> {
    private record Entry<T>(Instant at, long sequence, T what) {}

    private final PriorityQueue<Entry<T>> entries =
            new PriorityQueue<>(
                    Comparator.comparing((Entry<T> entry) -> entry.at)
                            .thenComparingLong(entry -> entry.sequence));
    private long sequence;

    void add(Instant at, T what) {
        entries.add(new Entry<>(at, sequence++, what));
    }

    /// When the next thing happens; null when nothing does.
    @Nullable Instant next() {
        Entry<T> first = entries.peek();
        return first == null ? null : first.at;
    }

    /// Takes the next thing out, if it happens at this time.
    @Nullable T take(Instant at) {
        Entry<T> first = entries.peek();
        if (first == null || first.at.isAfter(at)) {
            return null;
        }
        entries.remove();
        return first.what;
    }
}
