package cn.ac.pcl.octopus.taskset.core;

import cn.ac.pcl.octopus.controller.crd.JobStatus;
import cn.ac.pcl.octopus.taskset.api.JobDetail.Replica;
import cn.ac.pcl.octopus.taskset.api.JobDetail.Summary;
import cn.ac.pcl.octopus.taskset.api.JobDetail.Task;
import cn.ac.pcl.octopus.taskset.api.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the part of a job's document that tells of the job as a whole. */
final class Summaries {
    private Summaries() {}

    /** After a sighting of its Job. */
    static Summary seen(
            JobFacts facts,
            JobState state,
            Sighting sighting,
            List<Task> tasks,
            Summary before,
            @Nullable Instant end) {
        JobStatus status = sighting.status();
        int retries =
                Math.min(
                        status.retryCount(),
                        Objects.requireNonNullElse(facts.submitted().getSpec().maxRetry(), 0));
        @Nullable Instant start =
                Stream.concat(
                                tasks.stream()
                                        .flatMap(task -> task.replicas().stream())
                                        .map(Replica::startAt),
                                Stream.of(
                                        Optional.ofNullable(before.startAt())
                                                .orElse(status.startAt())))
                        .filter(Objects::nonNull)
                        .min(Instant::compareTo)
                        .orElse(null);
        @Nullable Integer exitCode = null;
        String diagnostics = "";
        if (state == JobState.SUCCEEDED) {
            exitCode = 0;
            diagnostics = Details.text(status.state().message());
        } else if (state == JobState.FAILED) {
            Optional<Replica> culprit = lastFailed(tasks);
            exitCode = culprit.map(Replica::exitCode).orElse(null);
            diagnostics = culprit.map(Replica::exitDiagnostics).orElse("");
        }
        String reason =
                before.state().isFinal() && !before.reason().isEmpty()
                        ? before.reason()
                        : Reasons.of(state, sighting, tasks);
        return new Summary(
                facts.id(),
                facts.name(),
                facts.kind(),
                state,
                facts.userId(),
                start,
                end,
                retries,
                exitCode,
                diagnostics,
                reason);
    }

    /** The same job in another state, or for another reason. */
    static Summary changed(Summary before, JobState state, @Nullable Instant end, String reason) {
        return new Summary(
                before.id(),
                before.name(),
                before.type(),
                state,
                before.userID(),
                before.startAt(),
                end,
                before.totalRetriedCount(),
                before.exitCode(),
                before.exitDiagnostics(),
                reason);
    }

    private static Optional<Replica> lastFailed(List<Task> tasks) {
        return tasks.stream()
                .flatMap(task -> task.replicas().stream())
                .filter(replica -> replica.exitCode() != null && replica.exitCode() != 0)
                .reduce((first, second) -> second);
    }
}
