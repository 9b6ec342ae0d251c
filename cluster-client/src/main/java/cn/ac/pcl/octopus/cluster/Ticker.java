package cn.ac.pcl.octopus.cluster;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does things again and again on one thread of its own. What one turn throws, an error such as the
 * overflow of the stack included, ends neither the thread nor the repetition; without memory the
 * JVM ends by itself.
 */
public final class Ticker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    private final String name;
    private final ScheduledExecutorService thread;

    public Ticker(String name) {
        this.name = name;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name(name).factory());
    }

    /** Does this now and again each time that the period has passed since it was done. */
    public void every(Duration period, Runnable work) {
        var _ =
                thread.scheduleWithFixedDelay(
                        () -> turn(work), 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void turn(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.error("{} failed and is done again", name, e);
        }
    }

    /** Ends without another turn. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
