package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Room that is being made for a gang: pods that leave, and the places that are promised to it from
/// now on, so that nobody else takes what becomes free.
final class Takeover {
    private static final long[] NONE = {};

    final Gang gang;
    final Account account;
    final List<Place> promises;
    final Instant deadline;

    /// The pods that have still to leave.
    final TreeMap<PodId, Pod> victims = new TreeMap<>();

    /// When the victims' end was asked for last; null before the deadline.
    @Nullable Instant asked;

    /// By slot and resource: what is promised, less what has still to leave.
    private final Map<Integer, long[]> missing = new HashMap<>();

    Takeover(Gang gang, Account account, List<Place> promises, Instant deadline) {
        this.gang = gang;
        this.account = account;
        this.promises = List.copyOf(promises);
        this.deadline = deadline;
    }

    /// Adds to what is missing on a node, or takes from it.
    ///
    /// @return the change of what is missing there more than nothing
    long add(int slot, int resource, long amount) {
        long[] row = missing.getOrDefault(slot, NONE);
        if (resource >= row.length) {
            row = Arrays.copyOf(row, resource + 4);
            missing.put(slot, row);
        }
        long before = Math.max(0, row[resource]);
        row[resource] += amount;
        return Math.max(0, row[resource]) - before;
    }

    Reason reason() {
        return new Reason.MakingRoom(victims.size(), deadline);
    }
}
