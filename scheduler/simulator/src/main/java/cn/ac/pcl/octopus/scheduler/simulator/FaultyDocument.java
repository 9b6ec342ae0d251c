package cn.ac.pcl.octopus.scheduler.simulator;

/// A file that is not what it should be; the message says what is wrong and where.
public final class FaultyDocument extends RuntimeException {
    public FaultyDocument(String message) {
        super(message);
    }

    FaultyDocument(String message, Throwable cause) {
        super(message, cause);
    }
}
