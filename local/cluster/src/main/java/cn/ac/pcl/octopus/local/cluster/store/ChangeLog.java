package cn.ac.pcl.octopus.local.cluster.store;

import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest changes of one type, as many as fit into its bounds. Watchers keep a version as their
 * place in it and read on from there, so a slow watcher holds no memory of its own: it finds its
 * place gone, and lists again.
 */
final class ChangeLog {
    /** How much JSON is kept at most, but for the newest change. */
    static final long LARGEST = 4L << 20;

    private static final int BATCH = 500;

    private final int capacity;
    private final NavigableMap<Long, Change> changes = new TreeMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private long bytes;
    private long lost;
    private boolean closed;

    /**
     * @param capacity how many changes are kept
     * @param lost the version up to which changes are not known
     */
    ChangeLog(int capacity, long lost) {
        this.capacity = capacity;
        this.lost = lost;
    }

    void add(Change change) {
        lock.lock();
        try {
            changes.put(change.version(), change);
            bytes += size(change);
            while (changes.size() > capacity || (bytes > LARGEST && changes.size() > 1)) {
                Change dropped = changes.pollFirstEntry().getValue();
                bytes -= size(dropped);
                lost = dropped.version();
            }
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How much JSON is kept. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Changes after the version, oldest first; waits for one, and returns none when time is up. */
    List<Change> after(long version, Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long nanos = wait.toNanos();
            while (true) {
                List<Change> found = read(version, BATCH);
                if (!found.isEmpty() || nanos <= 0 || closed) {
                    return found;
                }
                nanos = grown.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** All changes after the version, oldest first. */
    List<Change> since(long version) {
        lock.lock();
        try {
            return read(version, Integer.MAX_VALUE);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private List<Change> read(long version, int limit) {
        if (version < lost) {
            throw new VersionGoneException(version, lost);
        }
        return changes.tailMap(version, false).values().stream().limit(limit).toList();
    }

    private static int size(Change change) {
        return change.last().json().length;
    }
}
