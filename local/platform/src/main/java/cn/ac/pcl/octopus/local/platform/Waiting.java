package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Asking again and again until something holds.
public final class Waiting {

    private Waiting() {}

    /// A question to a server that may fail.
    public interface Question {
        /// @return whether the answer is what was waited for
        boolean ask() throws IOException, InterruptedException;
    }

    /// @return whether it held within the limit
    public static boolean until(Duration limit, Duration pause, Question question)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!question.ask()) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            pause(pause);
        }
        return true;
    }

    static void pause(Duration pause) throws InterruptedException {
        LockSupport.parkNanos(pause.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
