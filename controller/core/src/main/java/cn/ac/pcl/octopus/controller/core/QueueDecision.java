package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.Command;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupPhase;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.controller.crd.QueueState;
import cn.ac.pcl.octopus.controller.crd.QueueStatus;
import java.util.List;

/** Decides the status of a queue: how many gangs it holds, and whether it takes more. */
public final class QueueDecision {

    private QueueDecision() {}

    /**
     * The status that the queue should have. Orders may be seen twice without harm.
     *
     * @param groups the pod groups in the queue
     * @param commands orders to the queue, oldest first
     */
    public static QueueStatus decide(Queue queue, List<PodGroup> groups, List<Command> commands) {
        QueueState state = QueueStatus.of(queue).state();
        for (Command command : commands) {
            if (command.getAction() == Action.OPEN_QUEUE) {
                state = QueueState.OPEN;
            } else if (command.getAction() == Action.CLOSE_QUEUE && state != QueueState.CLOSED) {
                state = QueueState.CLOSING;
            }
        }
        state =
                switch (state) {
                    case OPEN, UNKNOWN -> QueueState.OPEN;
                    case CLOSING, CLOSED ->
                            groups.isEmpty() ? QueueState.CLOSED : QueueState.CLOSING;
                };
        return new QueueStatus(
                state,
                count(groups, PodGroupPhase.PENDING),
                count(groups, PodGroupPhase.RUNNING),
                count(groups, PodGroupPhase.INQUEUE),
                count(groups, PodGroupPhase.UNKNOWN));
    }

    private static int count(List<PodGroup> groups, PodGroupPhase phase) {
        return (int)
                groups.stream().filter(group -> PodGroupStatus.of(group).phase() == phase).count();
    }
}
