package cn.ac.pcl.octopus.base.api;

/**
 * How base-server learns who calls. Every request under these interfaces carries the header, whose
 * value is a token that the caller's service has signed a moment ago.
 */
public final class CallerHeader {
    public static final String NAME = "Octopus-Caller";

    private CallerHeader() {}
}
