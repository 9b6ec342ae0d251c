package cn.ac.pcl.octopus.controller.app;

import cn.ac.pcl.octopus.controller.core.QueueDecision;
import cn.ac.pcl.octopus.controller.crd.Command;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.controller.crd.QueueStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keeps the status of a queue: its counts, and whether it is open. */
final class QueueReconciler {

    private final ClusterWatch watch;
    private final Cluster cluster;

    QueueReconciler(ClusterWatch watch, Cluster cluster) {
        this.watch = watch;
        this.cluster = cluster;
    }

    Optional<Duration> reconcile(Key.OfQueue key) {
        Optional<Queue> found = watch.queue(key.name());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Queue queue = found.get();
        List<Command> commands = watch.commands(key);
        QueueStatus status = QueueDecision.decide(queue, watch.groupsIn(key.name()), commands);
        if (!status.equals(queue.getStatus())) {
            cluster.writeStatus(queue, Queue.class, status);
        }
        commands.forEach(cluster::delete);
        return Optional.empty();
    }
}
