package cn.ac.pcl.octopus.base.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens in the background. */
public final class Eventually {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Eventually() {}

    /** Returns when the condition holds; fails after half a minute. */
    public static void is(BooleanSupplier condition) {
        var end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("It did not happen within " + LIMIT);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
