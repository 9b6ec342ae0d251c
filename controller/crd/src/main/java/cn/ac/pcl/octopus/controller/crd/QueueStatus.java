package cn.ac.pcl.octopus.controller.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a queue.
 *
 * @param state open or closed; absent means open
 * @param pending gangs not admitted
 * @param running gangs that run
 * @param inqueue gangs admitted that wait for their places
 * @param unknown gangs that lost members
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record QueueStatus(
        QueueState state, Integer pending, Integer running, Integer inqueue, Integer unknown) {

    public QueueStatus {
        state = state == null ? QueueState.OPEN : state;
        pending = Absent.toZero(pending);
        running = Absent.toZero(running);
        inqueue = Absent.toZero(inqueue);
        unknown = Absent.toZero(unknown);
    }

    /** The status of a queue, also of one that has none yet. */
    public static QueueStatus of(Queue queue) {
        @Nullable QueueStatus status = queue.getStatus();
        return status == null ? new QueueStatus(QueueState.OPEN, 0, 0, 0, 0) : status;
    }
}
