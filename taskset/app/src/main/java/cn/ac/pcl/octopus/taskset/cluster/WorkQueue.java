package cn.ac.pcl.octopus.taskset.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a reconciler with keys.
 *
 * <p>Guarantees: one key is worked on by one worker at a time; a key that is added while it waits
 * is done once, and once more when it is added while it is worked on; a key whose work throws comes
 * back after a pause that doubles from one second to one minute.
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
    private final ScheduledExecutorService later =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("work-queue-later").factory());
    private final Consumer<String> work;
    private boolean closed;

    WorkQueue(int workers, Consumer<String> work) {
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

    private void addAfter(String key, Duration pause) {
        try {
            var _ = later.schedule(() -> add(key), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed before {} could come back", key);
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

    private void run(String key) {
        boolean isDone = false;
        try {
            work.accept(key);
            isDone = true;
        } catch (RuntimeException e) {
            LOG.warn("Job {} cannot be brought on now: {}", key, e.getMessage());
            LOG.debug("Why job {} cannot be brought on", key, e);
        } finally {
            finish(key, isDone);
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

    private void finish(String key, boolean isDone) {
        lock.lock();
        try {
            active.remove(key);
            if (queued.contains(key)) {
                waiting.add(key);
                changed.signal();
            }
            if (isDone) {
                failures.remove(key);
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
