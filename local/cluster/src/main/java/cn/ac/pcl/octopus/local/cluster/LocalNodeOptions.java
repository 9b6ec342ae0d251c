package cn.ac.pcl.octopus.local.cluster;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node is and where it keeps things.
 *
 * @param name the node's name in the cluster
 * @param kubeconfig the text of a kubeconfig for the cluster, which may start later than the node
 * @param directory where the node keeps the state of its pods, so that they outlive it
 * @param podLogs where it writes the logs of containers, for the API server to read
 * @param jobLogs the folder of the logs of training jobs; null to keep none
 * @param extraResources what the node has besides processors and memory, such as `nvidia.com/gpu:
 *     8`
 * @param labels labels that the node registers with
 */
public record LocalNodeOptions(
        String name,
        String kubeconfig,
        Path directory,
        PodLogFiles podLogs,
        @Nullable Path jobLogs,
        Map<String, String> extraResources,
        Map<String, String> labels,
        Clock clock) {

    public LocalNodeOptions {
        directory = directory.toAbsolutePath();
        extraResources = Map.copyOf(extraResources);
        labels = Map.copyOf(labels);
    }

    /** A node with only what the machine has, its logs under its directory. */
    public static LocalNodeOptions of(String name, String kubeconfig, Path directory) {
        return new LocalNodeOptions(
                name,
                kubeconfig,
                directory,
                new PodLogFiles(directory.resolve("logs")),
                null,
                Map.of(),
                Map.of(),
                Clock.systemUTC());
    }

    public LocalNodeOptions withPodLogs(PodLogFiles files) {
        return new LocalNodeOptions(
                name, kubeconfig, directory, files, jobLogs, extraResources, labels, clock);
    }

    public LocalNodeOptions withJobLogs(Path folder) {
        return new LocalNodeOptions(
                name, kubeconfig, directory, podLogs, folder, extraResources, labels, clock);
    }

    public LocalNodeOptions withExtraResources(Map<String, String> resources) {
        return new LocalNodeOptions(
                name, kubeconfig, directory, podLogs, jobLogs, resources, labels, clock);
    }

    public LocalNodeOptions withLabels(Map<String, String> more) {
        return new LocalNodeOptions(
                name, kubeconfig, directory, podLogs, jobLogs, extraResources, more, clock);
    }
}
