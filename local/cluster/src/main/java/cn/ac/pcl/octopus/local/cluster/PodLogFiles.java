package cn.ac.pcl.octopus.local.cluster;

import java.nio.file.Path;

/**
 * Where the node writes, and the API server reads, what containers say: one file per container and
 * start.
 *
 * @param directory the folder of all pods' logs
 */
public record PodLogFiles(Path directory) {
    public Path file(String namespace, String pod, String uid, String container, int restart) {
        return pod(namespace, pod, uid).resolve(container).resolve(restart + ".log");
    }

    public Path pod(String namespace, String pod, String uid) {
        return directory.resolve(namespace + "_" + pod + "_" + uid);
    }
}
