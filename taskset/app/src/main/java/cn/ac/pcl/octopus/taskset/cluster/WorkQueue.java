package cn.ac.pcl.octopus.taskset.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a reconciler with keys.
 *
 * <p>Guarantees: one key is worked on by one worker at a time; a key that is added while it waits
 * is done once, and once more when it is added while it is worked on; a key comes back after the
 * pause that its work asks for, or, when its work throws, after one that doubles from one second to
 * one minute. Whatever is thrown costs no worker.
 */
final class WorkQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<String> waiting = new ArrayDeque<>();
    private final Set<String> queued = new HashSet<>();
    private final Set<String> active = new HashSet<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Future<?>> pauses = new HashMap<>();
    private final ScheduledExecutorService later =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("work-queue-later").factory());
    private final Function<String, Optional<Duration>> work;
    private boolean closed;

    /**
     * @param work what is done with a key; answers after which pause the key comes back by itself
     */
    WorkQueue(int workers, Function<String, Optional<Duration>> work) {
        this.work = work;
        for (int i = 0; i < workers; i++) {
            Thread.ofVirtual().name("work-queue-" + i).start(this::loop);
        }
    }

    void add(String key) {
        lock.lock();
        try {
            if (!closed && queued.add(key) && !active.contains(key)) {
                waiting.add(key);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The newest pause of a key is the one that counts; the lock is held. */
    private void addAfter(String key, Duration pause) {
        if (!closed) {
            pauses.put(
                    key, later.schedule(() -> add(key), pause.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        later.shutdownNow();
    }

    private void loop() {
        try {
            for (String key = take(); !key.isEmpty(); key = take()) {
                run(key);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An error, such as the overflow of the stack by a strange document, is this key's alone. */
    private void run(String key) {
        try {
            finish(key, work.apply(key), true);
        } catch (Throwable e) {
            LOG.warn("Job {} cannot be brought on now: {}", key, e.toString());
            LOG.debug("Why job {} cannot be brought on", key, e);
            finish(key, Optional.empty(), false);
        }
    }

    /** The next key; empty once closed. */
    private String take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            if (closed) {
                return "";
            }
            String key = waiting.remove();
            queued.remove(key);
            active.add(key);
            return key;
        } finally {
            lock.unlock();
        }
    }

    private void finish(String key, Optional<Duration> again, boolean isDone) {
        lock.lock();
        try {
            active.remove(key);
            var pause = pauses.remove(key);
            if (pause != null) {
                pause.cancel(false);
            }
            if (queued.contains(key)) {
                waiting.add(key);
                changed.signal();
            }
            if (isDone) {
                failures.remove(key);
                again.ifPresent(after -> addAfter(key, after));
            } else {
                addAfter(key, pause(failures.merge(key, 1, Integer::sum)));
            }
        } finally {
            lock.unlock();
        }
    }

    private static Duration pause(int failures) {
        Duration pause = Duration.ofSeconds(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
