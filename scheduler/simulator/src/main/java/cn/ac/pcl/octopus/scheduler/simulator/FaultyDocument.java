package cn.ac.pcl.octopus.scheduler.simulator;

import org.jspecify.annotations.Nullable;

/// A file that is not what it should be; the message says what is wrong and where.
public final class FaultyDocument extends RuntimeException {
    public FaultyDocument(String message) {
        super(message);
    }

    FaultyDocument(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
