package cn.ac.pcl.octopus.scheduler.core;

import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The inverses of all changes made while a journal is open, newest last. Without an open journal
/// nothing is written down.
final class UndoLog {
    private final ArrayList<Runnable> inverses = new ArrayList<>();
    private int open;

    void log(Runnable inverse) {
        if (open > 0) {
            inverses.add(inverse);
        }
    }

    <K, V> void put(Map<K, V> map, K key, V value) {
        @Nullable V before = map.put(key, value);
        if (open > 0) {
            inverses.add(before == null ? () -> map.remove(key) : () -> map.put(key, before));
        }
    }

    <K, V> void remove(Map<K, V> map, K key) {
        @Nullable V before = map.remove(key);
        if (open > 0 && before != null) {
            inverses.add(() -> map.put(key, before));
        }
    }

    <E> boolean add(Set<E> set, E element) {
        boolean added = set.add(element);
        if (added && open > 0) {
            inverses.add(() -> set.remove(element));
        }
        return added;
    }

    <E> boolean remove(Set<E> set, E element) {
        boolean removed = set.remove(element);
        if (removed && open > 0) {
            inverses.add(() -> set.add(element));
        }
        return removed;
    }

    int begin() {
        open++;
        return inverses.size();
    }

    /// Ends the innermost journal, whose changes began at a mark.
    void end(int depth, int mark, boolean keep) {
        if (depth != open) {
            throw new IllegalStateException("journals end in the reverse order of their begin");
        }
        // Inverses run with the log still open would write down themselves.
        int outer = open - 1;
        open = 0;
        if (!keep) {
            while (inverses.size() > mark) {
                inverses.removeLast().run();
            }
        }
        open = outer;
        if (open == 0) {
            inverses.clear();
        }
    }

    int depth() {
        return open;
    }
}
