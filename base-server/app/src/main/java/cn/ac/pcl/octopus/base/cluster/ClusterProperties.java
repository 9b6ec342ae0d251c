package cn.ac.pcl.octopus.base.cluster;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The cluster. Its address and credentials are found as kubectl finds them: {@code KUBECONFIG}, or
 * the service account of the pod.
 *
 * @param volumeSource where the shared volume lies
 * @param volumeSize size that the volumes of users state
 * @param connectTimeout longest wait for a connection to the API server
 * @param requestTimeout longest wait for an answer of the API server
 */
@ConfigurationProperties("octopus.cluster")
public record ClusterProperties(
        @Nullable VolumeSource volumeSource,
        @DefaultValue("1Ti") String volumeSize,
        @DefaultValue("3s") Duration connectTimeout,
        @DefaultValue("10s") Duration requestTimeout) {

    /**
     * One of the two.
     *
     * @param hostPath a folder that every node has
     * @param nfs a share
     */
    public record VolumeSource(@Nullable String hostPath, @Nullable Nfs nfs) {
        public VolumeSource {
            if ((hostPath == null) == (nfs == null)) {
                throw new IllegalArgumentException(
                        "The property octopus.cluster.volume-source needs either host-path or nfs");
            }
        }
    }

    /** A share of an NFS server. */
    public record Nfs(String server, String path) {}

    /** The source, without which no user can have a volume. */
    public VolumeSource requireVolumeSource() {
        if (volumeSource == null) {
            throw new IllegalStateException(
                    "The property octopus.cluster.volume-source is not set:"
                            + " give host-path, or nfs.server and nfs.path");
        }
        return volumeSource;
    }
}
