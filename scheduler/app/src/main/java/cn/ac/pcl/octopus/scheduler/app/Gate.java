package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.cluster.TokenBucket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What calls to the API server pass: so many at once, so many a second, and none that is begun
 * after this process has lost the lead or the gate was closed. A call that may not pass any more is
 * dropped without a word: whoever leads then knows better.
 */
final class Gate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    /** The first pause after a failed call; each further one is twice as long. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private static final int DOUBLINGS = 6;

    private final BooleanSupplier leads;
    private final Semaphore slots;
    private final TokenBucket tokens;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("gate").factory());
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    /**
     * @param leads whether this process leads at this moment
     */
    Gate(BooleanSupplier leads, int atOnce, int perSecond) {
        this.leads = leads;
        this.slots = new Semaphore(atOnce);
        this.tokens = new TokenBucket(perSecond, perSecond, System::nanoTime);
    }

    /** Makes the call from a thread of its own as soon as there is room. */
    void pass(Runnable call) {
        try {
            waiting.incrementAndGet();
            threads.execute(() -> {
                slots.acquireUninterruptibly();
                waiting.decrementAndGet();
                try {
                    if (isOpen()) {
                        tokens.take();
                    }
                    // Asked at the last moment: waiting for room and a token may have taken long.
                    if (isOpen()) {
                        call.run();
                    }
                } catch (RuntimeException | Error e) {
                    LOG.error("Unexpected failure", e);
                } finally {
                    slots.release();
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed: {}", e.getMessage());
        }
    }

    /** Makes the call after a pause that grows with the failures before it. */
    void passAgain(int failures, Runnable call) {
        try {
            var _ =
                    timer.schedule(
                            () -> pass(call), pause(failures).toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed: {}", e.getMessage());
        }
    }

    /** How many calls have no slot yet. */
    int waiting() {
        return waiting.get();
    }

    /** How long to wait after so many failures. */
    static Duration pause(int failures) {
        return FIRST_PAUSE.multipliedBy(1L << Math.clamp(failures - 1L, 0, DOUBLINGS));
    }

    private boolean isOpen() {
        return !closed && leads.getAsBoolean();
    }

    /** Lets nothing pass any more and waits for the calls that are under way. */
    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        threads.close();
    }
}
