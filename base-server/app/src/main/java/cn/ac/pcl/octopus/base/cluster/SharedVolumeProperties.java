package cn.ac.pcl.octopus.base.cluster;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The shared volume as the cluster's nodes reach it.
 *
 * @param volumeSource where the shared volume lies
 * @param volumeSize size that the volumes of users state
 */
@ConfigurationProperties("octopus.cluster")
public record SharedVolumeProperties(
        @Nullable VolumeSource volumeSource, @DefaultValue("1Ti") String volumeSize) {

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
