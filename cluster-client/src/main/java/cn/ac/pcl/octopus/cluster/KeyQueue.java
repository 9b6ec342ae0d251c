package cn.ac.pcl.octopus.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that wait to be looked at.
 *
 * <ul>
 *   <li>Equal keys merge: a key waits at most once.
 *   <li>A key is in the hands of at most one worker; one that is added meanwhile waits once more.
 *   <li>A key whose look failed comes again, later each time, up to a minute; it is never dropped.
 *   <li>Whatever a look throws costs no worker.
 * </ul>
 *
 * <p>A queue begins closed: keys gather and are looked at once it is open.
 */
public final class KeyQueue<K> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyQueue.class);
    private static final long FIRST_DELAY_MILLIS = 20;
    private static final long LONGEST_DELAY_MILLIS = 60_000;

    /** Looks at a key, and says when to look again although nothing happens. */
    @FunctionalInterface
    public interface Look<K> {
        Optional<Duration> at(K key) throws Exception;
    }

    /** The look came too early or at something already outdated; no cause for alarm. */
    public static final class TooEarly extends RuntimeException {
        public TooEarly(String message) {
            super(message);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LinkedHashSet<K> waiting = new LinkedHashSet<>();
    private final Set<K> busy = new HashSet<>();
    private final Set<K> onceMore = new HashSet<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private final Map<K, Alarm> alarms = new HashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("key-queue").factory());
    private final Look<K> look;
    private boolean open;
    private boolean closed;

    private record Alarm(long atNanos, Future<?> task) {}

    public KeyQueue(int workers, Look<K> look) {
        this.look = look;
        for (int i = 0; i < workers; i++) {
            Thread.ofVirtual().name("look-" + i).start(this::work);
        }
    }

    /** Lets the workers begin, or makes them stop after what they have in hand. */
    public void setOpen(boolean open) {
        lock.lock();
        try {
            this.open = open;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public void add(K key) {
        lock.lock();
        try {
            enqueue(key);
        } finally {
            lock.unlock();
        }
    }

    /** Adds the key after a while, or earlier if it is already due earlier. */
    public void addAfter(K key, Duration delay) {
        lock.lock();
        try {
            alarm(key, Math.max(0, delay.toNanos()));
        } finally {
            lock.unlock();
        }
    }

    /** How many keys wait or are in hand. */
    public int depth() {
        lock.lock();
        try {
            return waiting.size() + busy.size();
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(K key) {
        if (busy.contains(key)) {
            onceMore.add(key);
        } else if (waiting.add(key)) {
            changed.signal();
        }
    }

    private void alarm(K key, long delayNanos) {
        if (closed) {
            return;
        }
        long due = System.nanoTime() + delayNanos;
        Alarm set = alarms.get(key);
        if (set != null) {
            if (set.atNanos() - due <= 0) {
                return;
            }
            set.task().cancel(false);
        }
        Future<?> task = timer.schedule(() -> ring(key), delayNanos, TimeUnit.NANOSECONDS);
        alarms.put(key, new Alarm(due, task));
    }

    private void ring(K key) {
        lock.lock();
        try {
            alarms.remove(key);
            enqueue(key);
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        while (true) {
            K key = take();
            if (key == null) {
                return;
            }
            @Nullable Duration again = null;
            boolean failed = false;
            try {
                again = look.at(key).orElse(null);
            } catch (TooEarly early) {
                failed = true;
                LOG.debug("{} comes again: {}", key, early.getMessage());
            } catch (Exception failure) {
                failed = true;
                LOG.warn("{} comes again: {}", key, failure.toString());
                LOG.debug("The look at {} failed", key, failure);
            } catch (Error failure) {
                // The worker and the key must not be lost; the JVM ends by itself without memory.
                failed = true;
                LOG.error("{} comes again", key, failure);
            }
            done(key, again, failed);
        }
    }

    private @Nullable K take() {
        lock.lock();
        try {
            while (!closed && (!open || waiting.isEmpty())) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                return null;
            }
            K key = waiting.removeFirst();
            busy.add(key);
            return key;
        } finally {
            lock.unlock();
        }
    }

    private void done(K key, @Nullable Duration again, boolean failed) {
        lock.lock();
        try {
            busy.remove(key);
            changed.signalAll();
            boolean more = onceMore.remove(key);
            if (failed) {
                int times = failures.merge(key, 1, Integer::sum);
                alarm(key, TimeUnit.MILLISECONDS.toNanos(backOff(times)));
            } else {
                failures.remove(key);
                if (more) {
                    enqueue(key);
                }
                if (again != null) {
                    alarm(key, Math.max(0, again.toNanos()));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Doubles with each failure; the jitter keeps keys that failed together from coming together.
     */
    private static long backOff(int times) {
        long delay = Math.min(LONGEST_DELAY_MILLIS, FIRST_DELAY_MILLIS << Math.min(times - 1, 20));
        return delay / 2 + ThreadLocalRandom.current().nextLong(delay / 2 + 1);
    }

    /** Lets the workers end and waits for what they have in hand. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            timer.shutdownNow();
            changed.signalAll();
            while (!busy.isEmpty()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
