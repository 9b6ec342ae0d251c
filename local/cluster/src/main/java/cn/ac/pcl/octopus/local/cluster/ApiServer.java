package cn.ac.pcl.octopus.local.cluster;

import cn.ac.pcl.octopus.local.cluster.server.ControlPlane;
import cn.ac.pcl.octopus.local.cluster.serving.Credentials;
import java.net.URI;

/** A small Kubernetes API server on the loopback interface. */
public final class ApiServer implements AutoCloseable {
    private final ControlPlane plane;
    private final Credentials credentials;

    private ApiServer(ControlPlane plane, Credentials credentials) {
        this.plane = plane;
        this.credentials = credentials;
    }

    /** Starts a server; it answers when this returns. */
    public static ApiServer start(ApiServerOptions options) {
        Credentials credentials = Credentials.in(options.directory());
        ControlPlane plane =
                ControlPlane.start(options, credentials.token(), credentials.security());
        credentials.publish(plane.address());
        return new ApiServer(plane, credentials);
    }

    public URI address() {
        return plane.address();
    }

    /** The bearer token of the cluster's administrator. */
    public String token() {
        return credentials.token();
    }

    /** The text of a kubeconfig for the cluster's administrator. */
    public String kubeconfig() {
        return credentials.kubeconfig(address());
    }

    /** Stops answering and releases the directory; what was stored stays. */
    @Override
    public void close() {
        plane.close();
    }
}
