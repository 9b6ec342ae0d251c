package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.cluster.ApiServer;
import cn.ac.pcl.octopus.local.cluster.ApiServerOptions;
import cn.ac.pcl.octopus.local.cluster.PodLogFiles;
import cn.ac.pcl.octopus.local.stores.Directories;
import java.io.IOException;
import java.nio.file.Path;

/// The API server of this machine; its objects survive a restart.
final class EmbeddedCluster implements AutoCloseable {

    private final ApiServer server;

    private EmbeddedCluster(ApiServer server) {
        this.server = server;
    }

    static EmbeddedCluster start(Home home, int port) throws IOException {
        Path directory = Directories.createPrivate(home.cluster());
        ApiServer server =
                ApiServer.start(
                        ApiServerOptions.in(directory.resolve("api"))
                                .withPort(port)
                                .withPodLogs(new PodLogFiles(directory.resolve("podlogs"))));
        try {
            Directories.writePrivate(home.kubeconfig(), server.kubeconfig());
            Clusters.applyDefinitions(home.kubeconfig());
            return new EmbeddedCluster(server);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
