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

    /**
     * Ends the processes of the pods that a node which was killed left in its directory; false when
     * there were none.
     */
    public static boolean endAbandoned(Path directory) {
        return NodeAgent.endAbandoned(directory);
    }

    /** Whether the node is registered and follows its pods. */
    public boolean isReady() {
        return agent.isReady();
    }

    /**
     * Evicts all pods that are at work, as from a machine that is drained, and then ends the node.
     *
     * @return whether there were any
     */
    public boolean shutDown() {
        boolean any = agent.drain();
        agent.close();
        return any;
    }

    /**
     * Ends the node and leaves its pods running; the next node on the same directory follows them.
     */
    @Override
    public void close() {
        agent.close();
    }
}
