package cn.ac.pcl.octopus.cluster;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Lets so many writes through at once, and so many a second in the long run. */
public final class TokenBucket {

    private static final long SECOND = 1_000_000_000L;

    private final long nanosPerToken;
    private final long depthNanos;
    private final LongSupplier clock;
    private long fullAt;

    /**
     * @param clock nanoseconds from any origin
     */
    public TokenBucket(int perSecond, int burst, LongSupplier clock) {
        this.nanosPerToken = SECOND / perSecond;
        this.depthNanos = nanosPerToken * burst;
        this.clock = clock;
        this.fullAt = clock.getAsLong();
    }

    /** Waits for a token. */
    public void take() {
        long wait = reserve();
        long until = clock.getAsLong() + wait;
        while (wait > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, wait);
            wait = until - clock.getAsLong();
        }
    }

    /** Takes a token, and says how many nanoseconds its bearer has to wait. */
    synchronized long reserve() {
        long now = clock.getAsLong();
        fullAt = Math.max(fullAt, now) + nanosPerToken;
        return Math.max(0, fullAt - now - depthNanos);
    }
}
