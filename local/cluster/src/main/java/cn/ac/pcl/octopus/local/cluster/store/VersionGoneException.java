package cn.ac.pcl.octopus.local.cluster.store;

/** The asked version is older than what the change log still holds. */
public final class VersionGoneException extends RuntimeException {
    VersionGoneException(long asked, long oldest) {
        super("too old resource version: %d (%d)".formatted(asked, oldest));
    }
}
