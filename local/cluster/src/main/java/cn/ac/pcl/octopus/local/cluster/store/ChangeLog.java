package cn.ac.pcl.octopus.local.cluster.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The latest changes of one type, in a ring, as many as fit into its bounds. Watchers keep a
 * version as their place in it and read on from there, so a slow watcher holds no memory of its
 * own: it finds its place gone, and lists again.
 */
final class ChangeLog {
    /** How much JSON is kept at most, but for the newest change. */
    static final long LARGEST = 4L << 20;

    private static final int BATCH = 500;

    private final @Nullable Change[] ring;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private long oldest;
    private long written;
    private long bytes;
    private long lost;
    private boolean closed;

    /**
     * @param capacity how many changes are kept
     * @param lost the version up to which changes are not known
     */
    ChangeLog(int capacity, long lost) {
        this.ring = new Change[capacity];
        this.lost = lost;
    }

    void add(Change change) {
        lock.lock();
        try {
            bytes += size(change);
            while (written - oldest == ring.length || (bytes > LARGEST && oldest < written)) {
                dropOldest();
            }
            ring[slot(written)] = change;
            written++;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void dropOldest() {
        Change dropped = change(oldest);
        ring[slot(oldest)] = null;
        bytes -= size(dropped);
        lost = dropped.version();
        oldest++;
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

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
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
        long first = firstAfter(version);
        long last = Math.min(written, first + limit);
        List<Change> found = new ArrayList<>((int) (last - first));
        for (long i = first; i < last; i++) {
            found.add(change(i));
        }
        return found;
    }

    private long firstAfter(long version) {
        long low = oldest;
        long high = written;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (change(middle).version() > version) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private Change change(long index) {
        Change change = ring[slot(index)];
        if (change == null) {
            throw new IllegalStateException("The ring has no change " + index);
        }
        return change;
    }

    private int slot(long index) {
        return (int) (index % ring.length);
    }

    private static int size(Change change) {
        return change.last().json().length;
    }
}
