package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.api.NewTraining;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import cn.ac.pcl.octopus.taskset.api.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs for tests. */
final class Samples {
    private Samples() {}

    static SubTask subTask(String name, int replicas, long price) {
        return new SubTask(
                name,
                "python3 train.py",
                List.of(),
                "spec-1",
                "small",
                price,
                replicas,
                1,
                replicas,
                false,
                Map.of("cpu", "1", "memory", "1Gi"),
                null,
                Map.of());
    }

    static NewTraining.SubTask asked(String name, int replicas, int minFailed, int minSucceeded) {
        return new NewTraining.SubTask(
                name, "true", null, "spec-1", replicas, minFailed, minSucceeded, false);
    }

    static NewTraining training(boolean distributed, NewTraining.SubTask... subTasks) {
        return new NewTraining(
                "job",
                null,
                "a1",
                VersionNumber.FIRST,
                "i1",
                "d1",
                VersionNumber.FIRST,
                distributed,
                List.of(subTasks));
    }

    static TrainingRun run(String id, String userId, String name, SubTask... subTasks) {
        return run(id, userId, name, Instant.parse("2026-11-25T00:00:00Z"), subTasks);
    }

    static TrainingRun run(
            String id, String userId, String name, Instant now, SubTask... subTasks) {
        return new TrainingRun(
                new TrainingRun.Request(id, userId, "default-workspace", name, "", true),
                new TrainingRun.Materials(
                        "a1",
                        VersionNumber.FIRST,
                        "algorithm",
                        "i1",
                        "image",
                        "1",
                        "d1",
                        VersionNumber.FIRST,
                        "dataset"),
                List.of(subTasks),
                "common-pool",
                "",
                now);
    }

    /** One task of one replica. */
    static JobDetail detail(
            String id,
            long sequence,
            JobState state,
            @Nullable Instant start,
            @Nullable Instant end) {
        JobState replica = state.isFinal() && end == null ? JobState.RUNNING : state;
        return new JobDetail(
                JobDetail.VERSION,
                sequence,
                new JobDetail.Summary(
                        id, id, "train_job", state, "u1", start, end, 0, null, "", "why"),
                new JobDetail.Cluster("default"),
                List.of(
                        new JobDetail.Task(
                                "task0",
                                "image",
                                state,
                                "",
                                1,
                                1,
                                1,
                                Map.of(),
                                List.of(
                                        new JobDetail.Replica(
                                                0, replica, 0, start, end, "", "", null, "", 0L)))),
                new JobDetail.PlatformSpecificInfo(
                        "k8s", "batch.volcano.sh/v1alpha1", "u1", "", "", "", List.of()));
    }
}
