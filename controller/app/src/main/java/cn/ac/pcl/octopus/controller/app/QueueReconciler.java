package cn.ac.pcl.octopus.controller.app;

import cn.ac.pcl.octopus.controller.core.QueueDecision;
import cn.ac.pcl.octopus.controller.crd.Command;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.controller.crd.QueueStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keeps the status of a queue: its counts, and whether it is open. */
final class QueueReconciler {

    private final ClusterWatch watch;
    private final Cluster cluster;
    private final StaleCommands stale;

    QueueReconciler(ClusterWatch watch, Cluster cluster, Clock clock) {
        this.watch = watch;
        this.cluster = cluster;
        this.stale = new StaleCommands(cluster, clock);
    }

    Optional<Duration> reconcile(Key.OfQueue key) {
        Optional<Queue> found = watch.queue(key.name());
        List<Command> all = watch.commands(key);
        if (found.isEmpty()) {
            return stale.clear(all, null);
        }
        Queue queue = found.get();
        String uid = queue.getMetadata().getUid();
        List<Command> commands =
                all.stream().filter(command -> StaleCommands.isFor(command, uid)).toList();
        QueueStatus status = QueueDecision.decide(queue, watch.groupsIn(key.name()), commands);
        if (!status.equals(queue.getStatus())) {
            cluster.writeStatus(queue, Queue.class, status);
        }
        commands.forEach(cluster::delete);
        return stale.clear(all, uid);
    }
}
