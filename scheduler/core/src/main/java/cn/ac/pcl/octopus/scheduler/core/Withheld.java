package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// What is withheld on nodes from everybody else, for gangs for which room is being made: what is
/// promised to each, less what has still to leave for it there, where that is more than nothing.
final class Withheld {
    private final UndoLog undo;
    private final Symbols symbols;
    private final IntConsumer touch;

    /// Amounts by slot and resource; null where nothing ever was.
    private long[] @Nullable [] amounts = new long[0][];

    /// The classes of the promised pods of which amounts do not tell all: ports, shares.
    private final Map<Integer, List<PodClass>> promised = new HashMap<>();

    /// @param touch called with the slot of what changes
    Withheld(UndoLog undo, Symbols symbols, IntConsumer touch) {
        this.undo = undo;
        this.symbols = symbols;
        this.touch = touch;
    }

    void reserve(int slots) {
        amounts = Arrays.copyOf(amounts, slots);
    }

    long of(int slot, int resource) {
        long[] row = amounts[slot];
        return row == null || resource >= row.length ? 0 : row[resource];
    }

    /// False where a promise could be broken though the amounts are enough.
    boolean allows(PodClass kind, int slot) {
        if (promised.isEmpty()) {
            return true;
        }
        for (PodClass other : promised.getOrDefault(slot, List.of())) {
            boolean sameDevices =
                    kind.shareResource >= 0 && kind.shareResource == other.shareResource;
            if (sameDevices || kind.collidesWith(other)) {
                return false;
            }
        }
        return true;
    }

    /// Adds what a pod needs to what is promised less what leaves. Undone by its opposite.
    void add(Takeover by, PodClass kind, int slot, int count) {
        for (int i = 0; i < kind.need.length; i++) {
            add(by, slot, kind.need[i], kind.amount[i] * count);
        }
        touch.accept(slot);
    }

    private void add(Takeover by, int slot, int resource, long amount) {
        long[] row = amounts[slot];
        if (row == null || resource >= row.length) {
            row = row == null ? new long[symbols.size()] : Arrays.copyOf(row, symbols.size());
            amounts[slot] = row;
        }
        row[resource] += by.add(slot, resource, amount);
    }

    /// Promises a place to a pod.
    void promise(Takeover by, PodClass kind, int slot) {
        undo.log(() -> exchange(by, kind, slot, -1));
        exchange(by, kind, slot, 1);
    }

    /// Takes a promise back.
    void release(Takeover by, PodClass kind, int slot) {
        undo.log(() -> exchange(by, kind, slot, 1));
        exchange(by, kind, slot, -1);
    }

    private void exchange(Takeover by, PodClass kind, int slot, int count) {
        if (kind.shareResource >= 0) {
            // On which device it will be is not known yet.
            add(by, slot, kind.shareResource, count);
        }
        if (kind.shareResource >= 0 || !kind.shape.ports().isEmpty()) {
            List<PodClass> there = promised.computeIfAbsent(slot, key -> new ArrayList<>());
            if (count > 0) {
                there.add(kind);
            } else {
                there.remove(kind);
            }
            if (there.isEmpty()) {
                promised.remove(slot);
            }
        }
        add(by, kind, slot, count);
    }
}
