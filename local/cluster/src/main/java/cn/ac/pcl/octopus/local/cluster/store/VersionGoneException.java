package cn.ac.pcl.octopus.local.cluster.store;

/** The asked version is older than what the change log still holds. */
public final class VersionGoneException extends RuntimeException {
    private final String text;

    VersionGoneException(long asked, long oldest) {
        this("too old resource version: %d (%d)".formatted(asked, oldest));
    }

    private VersionGoneException(String text) {
        super(text);
        this.text = text;
    }

    /** What to tell the client. */
    public String text() {
        return text;
    }
}
