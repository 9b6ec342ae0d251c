package cn.ac.pcl.octopus.local.cluster.store;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The latest changes of one type, as many as fit into its bounds. Watchers keep a version as their
 * place in it and read on from there, so a slow watcher holds no memory of its own: it finds its
 * place gone, and lists again. Used under the store's lock.
 */
final class ChangeLog {
    /** How much JSON is kept at most, but for the newest change. */
    static final long LARGEST = 4L << 20;

    private final int capacity;
    private final NavigableMap<Long, Change> changes = new TreeMap<>();
    private long bytes;
    private long lost;

    /**
     * @param capacity how many changes are kept
     * @param lost the version up to which changes are not known
     */
    ChangeLog(int capacity, long lost) {
        this.capacity = capacity;
        this.lost = lost;
    }

    void add(Change change) {
        changes.put(change.version(), change);
        bytes += size(change);
        while (changes.size() > capacity || (bytes > LARGEST && changes.size() > 1)) {
            Change dropped = changes.pollFirstEntry().getValue();
            bytes -= size(dropped);
            lost = dropped.version();
        }
    }

    /** How much JSON is kept. */
    long bytes() {
        return bytes;
    }

    /** All changes after the version, oldest first. */
    List<Change> since(long version) {
        if (version < lost) {
            throw new VersionGoneException(version, lost);
        }
        return List.copyOf(changes.tailMap(version, false).values());
    }

    private static int size(Change change) {
        return change.last().json().length;
    }
}
