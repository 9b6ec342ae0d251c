package cn.ac.pcl.octopus.local.cluster;

/** How far containers are apart from the machine and from each other. */
public enum Isolation {
    /** Mount and process namespaces, made as root. */
    ROOT("root"),
    /** Mount and process namespaces inside a user namespace. */
    USER("user"),
    /** None: a container sees the machine's folders where they really are, and its processes. */
    PLAIN("plain");

    private final String mode;

    Isolation(String mode) {
        this.mode = mode;
    }

    /** The word for the node's scripts. */
    public String mode() {
        return mode;
    }

    /** Whether volumes appear at their mount paths. */
    public boolean mounts() {
        return this != PLAIN;
    }
}
