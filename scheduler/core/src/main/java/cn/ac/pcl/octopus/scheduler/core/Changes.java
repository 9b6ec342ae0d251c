package cn.ac.pcl.octopus.scheduler.core;

import java.util.Arrays;

/// The last changes of nodes by their slots, in a ring: whoever keeps something for each node
/// catches up from it, at the cost of what changed.
final class Changes {
    private static final int RING = 1 << 14;

    private final int[] ring = new int[RING];
    private long[] last = {};
    private long sequence;

    void reserve(int slots) {
        last = Arrays.copyOf(last, slots);
    }

    void add(int slot) {
        last[slot] = sequence;
        ring[(int) (sequence++ & (RING - 1))] = slot;
    }

    /// How many there have been.
    long count() {
        return sequence;
    }

    /// True when all that came after so many are still known.
    boolean remember(long since) {
        return sequence - since < RING;
    }

    /// The slot of a change, or -1 when the slot changed again later.
    int slotOf(long change) {
        int slot = ring[(int) (change & (RING - 1))];
        return last[slot] == change ? slot : -1;
    }
}
