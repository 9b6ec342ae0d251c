package cn.ac.pcl.octopus.scheduler.app;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A desk with a thread of its own. */
final class DeskThread implements Desk, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeskThread.class);

    private final ScheduledExecutorService thread;

    DeskThread(String name) {
        thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name(name).factory());
    }

    @Override
    public void post(Duration after, Runnable work) {
        try {
            var _ = thread.schedule(guarded(work), after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed: {}", e.getMessage());
        }
    }

    /** Does this again and again. */
    void every(Duration period, Runnable work) {
        var _ =
                thread.scheduleWithFixedDelay(
                        guarded(work), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * One failure, an error such as the overflow of the stack included, must not end the thread nor
     * the repetition: the next resync repairs what it left undone. Without memory the JVM ends by
     * itself.
     */
    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                LOG.error("Unexpected failure", e);
            }
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
