package cn.ac.pcl.octopus.local.cluster.node;

/** Something that a container needs is not there yet; it is tried again. */
final class NotReadyException extends Exception {
    private final String reason;
    private final String text;

    NotReadyException(String reason, String text) {
        super(text);
        this.reason = reason;
        this.text = text;
    }

    /** The reason as a kubelet names it. */
    String reason() {
        return reason;
    }

    String text() {
        return text;
    }
}
