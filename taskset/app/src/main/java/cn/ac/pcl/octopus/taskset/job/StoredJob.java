package cn.ac.pcl.octopus.taskset.job;

import cn.ac.pcl.octopus.taskset.core.JobFacts;
import cn.ac.pcl.octopus.taskset.core.Moment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is stored.
 *
 * @param moment the newest moment of its life
 * @param uid uid of its Job in the cluster; absent while there is none
 * @param updatedAt when that moment was recorded
 * @param completedAt since when its state is final
 */
public record StoredJob(
        Moment moment, @Nullable String uid, Instant updatedAt, @Nullable Instant completedAt) {
    /** Id of the job. */
    public String id() {
        return facts().id();
    }

    /** What never changes. */
    public JobFacts facts() {
        return moment.facts();
    }

    /** Whether nothing of the job will change any more. */
    public boolean isSettled() {
        return moment.detail().isSettled();
    }

    /** Whether its Job was created in the cluster. */
    public boolean isCreated() {
        return uid != null;
    }
}
