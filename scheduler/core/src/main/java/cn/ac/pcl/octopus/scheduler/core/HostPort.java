package cn.ac.pcl.octopus.scheduler.core;

/// A port of the node that a pod takes for itself.
///
/// @param address the node's address it listens on; "" and "0.0.0.0" mean all of them
public record HostPort(String protocol, String address, int port) {
    boolean collidesWith(HostPort other) {
        return port == other.port
                && protocol.equals(other.protocol)
                && (anywhere() || other.anywhere() || address.equals(other.address));
    }

    private boolean anywhere() {
        return address.isEmpty() || address.equals("0.0.0.0");
    }
}
