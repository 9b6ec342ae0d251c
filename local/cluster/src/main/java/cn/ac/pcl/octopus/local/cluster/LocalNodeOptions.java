package cn.ac.pcl.octopus.local.cluster;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
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
 * @param isolation how its containers are kept apart; null for the best that works on this machine
 * @param hidden folders of this machine that containers find empty, but for what is mounted from
 *     them
 */
public record LocalNodeOptions(
        String name,
        String kubeconfig,
        Path directory,
        PodLogFiles podLogs,
        @Nullable Path jobLogs,
        Map<String, String> extraResources,
        Map<String, String> labels,
        @Nullable Isolation isolation,
        Set<Path> hidden,
        Clock clock) {

    public LocalNodeOptions {
        directory = directory.toAbsolutePath();
        extraResources = Map.copyOf(extraResources);
        labels = Map.copyOf(labels);
        hidden = Set.copyOf(hidden);
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
                null,
                Set.of(),
                Clock.systemUTC());
    }

    public LocalNodeOptions withPodLogs(PodLogFiles files) {
        return new LocalNodeOptions(
                name,
                kubeconfig,
                directory,
                files,
                jobLogs,
                extraResources,
                labels,
                isolation,
                hidden,
                clock);
    }

    public LocalNodeOptions withJobLogs(Path folder) {
        return new LocalNodeOptions(
                name,
                kubeconfig,
                directory,
                podLogs,
                folder,
                extraResources,
                labels,
                isolation,
                hidden,
                clock);
    }

    public LocalNodeOptions withExtraResources(Map<String, String> resources) {
        return new LocalNodeOptions(
                name,
                kubeconfig,
                directory,
                podLogs,
                jobLogs,
                resources,
                labels,
                isolation,
                hidden,
                clock);
    }

    public LocalNodeOptions withLabels(Map<String, String> more) {
        return new LocalNodeOptions(
                name,
                kubeconfig,
                directory,
                podLogs,
                jobLogs,
                extraResources,
                more,
                isolation,
                hidden,
                clock);
    }

    public LocalNodeOptions withIsolation(Isolation asked) {
        return new LocalNodeOptions(
                name,
                kubeconfig,
                directory,
                podLogs,
                jobLogs,
                extraResources,
                labels,
                asked,
                hidden,
                clock);
    }

    public LocalNodeOptions withHidden(Set<Path> folders) {
        return new LocalNodeOptions(
                name,
                kubeconfig,
                directory,
                podLogs,
                jobLogs,
                extraResources,
                labels,
                isolation,
                folders,
                clock);
    }
}
