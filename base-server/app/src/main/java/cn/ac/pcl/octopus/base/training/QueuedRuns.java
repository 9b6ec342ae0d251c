package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.resource.PoolUse;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Keeps a pool while a job that has not ended waits or runs in it, or is on its way there. */
@Component
class QueuedRuns implements PoolUse {
    private final TrainingRunRepository runs;

    QueuedRuns(TrainingRunRepository runs) {
        this.runs = runs;
    }

    @Override
    public Optional<String> usesPool(String poolId) {
        return runs.existsByQueueAndSettled(poolId, false)
                ? Optional.of("Jobs wait or run in this resource pool")
                : Optional.empty();
    }
}
