package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.cluster.ApiServer;
import cn.ac.pcl.octopus.local.cluster.ApiServerOptions;
import cn.ac.pcl.octopus.local.cluster.LocalNode;
import cn.ac.pcl.octopus.local.cluster.LocalNodeOptions;
import cn.ac.pcl.octopus.local.cluster.PodLogFiles;
import cn.ac.pcl.octopus.local.stores.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/// The API server and the one node of this machine; objects survive a restart, and pods the death
/// of the launcher.
final class EmbeddedCluster implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final String NODE = "local";

    private final ApiServer server;
    private final LocalNode node;

    private EmbeddedCluster(ApiServer server, LocalNode node) {
        this.server = server;
        this.node = node;
    }

    static EmbeddedCluster start(Home home, int port) throws IOException, InterruptedException {
        Path directory = Directories.createPrivate(home.cluster());
        var podLogs = new PodLogFiles(directory.resolve("podlogs"));
        ApiServer server =
                ApiServer.start(
                        ApiServerOptions.in(directory.resolve("api"))
                                .withPort(port)
                                .withPodLogs(podLogs));
        try {
            Directories.writePrivate(home.kubeconfig(), server.kubeconfig());
            Clusters.applyDefinitions(home.kubeconfig());
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        LocalNode node =
                LocalNode.start(
                        LocalNodeOptions.of(NODE, server.kubeconfig(), home.node())
                                .withPodLogs(podLogs)
                                .withJobLogs(home.jobLogs())
                                .withHidden(Set.of(home.directory().toRealPath())));
        var cluster = new EmbeddedCluster(server, node);
        if (!Waiting.until(LIMIT, PAUSE, node::isReady)) {
            cluster.drain();
            cluster.close();
            throw new IOException(Texts.of("node.late", LIMIT.toSeconds(), home.log("platform")));
        }
        return cluster;
    }

    /// Ends the pods, as on a machine that is drained, while the cluster still serves those who
    /// must learn of it.
    ///
    /// @return whether there were any
    boolean drain() {
        return node.shutDown();
    }

    /// To be drained before.
    @Override
    public void close() {
        node.close();
        server.close();
    }
}
