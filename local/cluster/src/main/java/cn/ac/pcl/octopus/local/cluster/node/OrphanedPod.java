package cn.ac.pcl.octopus.local.cluster.node;

import java.nio.file.Path;

/** A pod that is on disk but no longer in the cluster. */
final class OrphanedPod {
    private OrphanedPod() {}

    /** Ends what still runs of it. */
    static void end(Path directory) {
        for (Path container : NodeAgent.children(directory.resolve("containers"))) {
            for (Path start : NodeAgent.children(container)) {
                Leader.read(start).ifPresent(Leader::kill);
            }
        }
    }
}
