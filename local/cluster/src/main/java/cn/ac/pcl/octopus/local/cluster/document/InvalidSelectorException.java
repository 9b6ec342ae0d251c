package cn.ac.pcl.octopus.local.cluster.document;

/** A label or field selector that cannot be understood. */
public final class InvalidSelectorException extends RuntimeException {
    private final String text;

    InvalidSelectorException(String text) {
        super(text);
        this.text = text;
    }

    /** What to tell the client. */
    public String text() {
        return text;
    }
}
