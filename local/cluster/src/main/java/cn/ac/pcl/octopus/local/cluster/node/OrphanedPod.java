package cn.ac.pcl.octopus.local.cluster.node;

import java.nio.file.Path;
import java.util.Optional;

/** A pod that is on disk but no longer in the cluster. */
final class OrphanedPod {
    private OrphanedPod() {}

    /** Ends what still runs of it; false when nothing does. */
    static boolean end(Path directory) {
        boolean any = false;
        for (Path container : NodeAgent.children(directory.resolve("containers"))) {
            for (Path start : NodeAgent.children(container)) {
                Optional<Leader> leader = Leader.read(start);
                any |= leader.flatMap(Leader::process).isPresent();
                leader.ifPresent(Leader::kill);
            }
        }
        return any;
    }
}
