package cn.ac.pcl.octopus.base.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A training job as its owner and the administrators see it.
 *
 * @param userName name of the owner; empty when the account is gone
 * @param workspaceName name of the workspace; empty when it is gone
 * @param startedAt when its first program ran
 * @param completedAt when it ended or was stopped
 * @param runSec seconds between start and end, or until now while it runs
 * @param reason why it waits, failed or was stopped, for people; empty when there is nothing to say
 */
public record TrainJob(
        String id,
        String userId,
        String userName,
        String workspaceId,
        String workspaceName,
        String name,
        String desc,
        String algorithmId,
        VersionNumber algorithmVersion,
        String algorithmName,
        String imageId,
        String imageName,
        String imageVersion,
        String dataSetId,
        VersionNumber dataSetVersion,
        String dataSetName,
        boolean isDistributed,
        List<SubTask> config,
        TrainingStatus status,
        Sentence reason,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        long runSec) {
    public TrainJob {
        config = List.copyOf(config);
    }

    /**
     * A role of the job and how it does.
     *
     * @param resourceSpecName name of the spec when the job was submitted
     * @param resourceSpecPrice machine hours an hour of one replica costs, when it was submitted
     * @param replicaStates one entry a replica, in order
     * @param subTaskState state of the role as a whole
     */
    public record SubTask(
            String name,
            String command,
            List<NewTraining.Parameter> parameters,
            String resourceSpecId,
            String resourceSpecName,
            long resourceSpecPrice,
            int taskNumber,
            int minFailedTaskCount,
            int minSucceededTaskCount,
            boolean isMainRole,
            List<ReplicaState> replicaStates,
            TrainingStatus subTaskState) {
        public SubTask {
            parameters = List.copyOf(parameters);
            replicaStates = List.copyOf(replicaStates);
        }
    }

    /**
     * State of one replica.
     *
     * @param key {@code <name of the sub-task>-replica-<number>}
     */
    public record ReplicaState(String key, TrainingStatus state) {}
}
