package cn.ac.pcl.octopus.local.cluster;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How an API server runs.
 *
 * @param port where it listens on 127.0.0.1; 0 for a free port
 * @param directory where objects, token, certificate and kubeconfig are kept, which makes it speak
 *     https; null to keep objects in memory only
 * @param podLogs where the node of this machine keeps its containers' logs; null when there is none
 * @param changeLog how many changes of each type a watch can resume over, if they are small; of
 *     large ones fewer are kept
 */
public record ApiServerOptions(
        int port, @Nullable Path directory, @Nullable PodLogs podLogs, int changeLog) {

    /** A server for a test: free port, plain http, nothing on disk. */
    public static ApiServerOptions inMemory() {
        return new ApiServerOptions(0, null, null, 10_000);
    }

    /** A server whose state outlives it, over https. */
    public static ApiServerOptions in(Path directory) {
        return new ApiServerOptions(0, directory, null, 10_000);
    }

    public ApiServerOptions withPort(int newPort) {
        return new ApiServerOptions(newPort, directory, podLogs, changeLog);
    }

    public ApiServerOptions withPodLogs(PodLogs logs) {
        return new ApiServerOptions(port, directory, logs, changeLog);
    }

    public ApiServerOptions withChangeLog(int size) {
        return new ApiServerOptions(port, directory, podLogs, size);
    }
}
