package cn.ac.pcl.octopus.local.cluster;

import cn.ac.pcl.octopus.local.cluster.node.NodeAgent;
import java.nio.file.Path;

/** A node of the cluster that runs the containers of its pods as processes of this machine. */
public final class LocalNode implements AutoCloseable {
    private final NodeAgent agent;

    private LocalNode(NodeAgent agent) {
        this.agent = agent;
    }

    /** Starts the node. The API server may come later: the node registers when it answers. */
    public static LocalNode start(LocalNodeOptions options) {
        return new LocalNode(NodeAgent.start(options));
    }

    /** Ends the processes of the pods that a node which was killed left in its directory. */
    public static void endAbandoned(Path directory) {
        NodeAgent.endAbandoned(directory);
    }

    /** Whether the node is registered and follows its pods. */
    public boolean isReady() {
        return agent.isReady();
    }

    /** Ends the processes of all pods, as a machine that is switched off, and then the node. */
    public void shutDown() {
        agent.endContainers();
        agent.close();
    }

    /**
     * Ends the node and leaves its pods running; the next node on the same directory follows them.
     */
    @Override
    public void close() {
        agent.close();
    }
}
