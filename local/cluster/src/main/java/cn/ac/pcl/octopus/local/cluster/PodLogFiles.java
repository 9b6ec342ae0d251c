package cn.ac.pcl.octopus.local.cluster;

import cn.ac.pcl.octopus.local.cluster.node.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files in which the node of this machine keeps what containers say: one per container and
 * start.
 *
 * @param directory the folder of all pods' logs
 */
public record PodLogFiles(Path directory) implements PodLogs {
    public Path file(String namespace, String pod, String uid, String container, int restart) {
        return pod(namespace, pod, uid).resolve(container).resolve(restart + ".log");
    }

    public Path pod(String namespace, String pod, String uid) {
        return directory.resolve(namespace + "_" + pod + "_" + uid);
    }

    @Override
    public @Nullable Reader open(
            String namespace, String pod, String uid, String container, int restart)
            throws IOException {
        Path file = file(namespace, pod, uid, container, restart);
        return Files.exists(file) ? new LogReader(file) : null;
    }
}
