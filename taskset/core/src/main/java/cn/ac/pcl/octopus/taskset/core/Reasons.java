package cn.ac.pcl.octopus.taskset.core;

import cn.ac.pcl.octopus.controller.crd.ReplicaStatus;
import cn.ac.pcl.octopus.controller.crd.RoleStatus;
import cn.ac.pcl.octopus.controller.crd.TerminatedState;
import cn.ac.pcl.octopus.taskset.api.JobDetail.Replica;
import cn.ac.pcl.octopus.taskset.api.JobDetail.Task;
import cn.ac.pcl.octopus.taskset.api.JobState;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why a job waits, failed or was ended. */
final class Reasons {
    private static final int LONGEST = 1000;

    private Reasons() {}

    static String of(JobState state, Sighting sighting, List<Task> tasks) {
        Stream<@Nullable String> candidates =
                switch (state) {
                    case PENDING ->
                            Stream.of(
                                    sighting.waiting(),
                                    sighting.status().state().message(),
                                    firstPodMessage(sighting));
                    case FAILED ->
                            Stream.of(
                                    sighting.status().state().message(),
                                    firstFailure(sighting, tasks),
                                    sighting.status().state().reason(),
                                    "The job failed.");
                    case STOPPED ->
                            Stream.of(
                                    sighting.status().state().message(),
                                    "The job was ended in the cluster.");
                    case PREPARING, RUNNING, SUSPENDED, UNKNOWN, SUCCEEDED -> Stream.empty();
                };
        return candidates
                .filter(Objects::nonNull)
                .filter(text -> !text.isBlank())
                .findFirst()
                .map(text -> text.length() > LONGEST ? text.substring(0, LONGEST) : text)
                .orElse("");
    }

    private static @Nullable String firstPodMessage(Sighting sighting) {
        return pods(sighting)
                .map(ReplicaStatus::phaseMessage)
                .filter(text -> text != null && !text.isBlank())
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String firstFailure(Sighting sighting, List<Task> tasks) {
        return sighting.status().roleStatus().stream()
                .flatMap(role ->
                        role.replicaStatus().stream()
                                .filter(pod -> isFailed(role, pod, tasks))
                                .map(pod -> sentence(role, pod)))
                .findFirst()
                .orElse(null);
    }

    private static boolean isFailed(RoleStatus role, ReplicaStatus pod, List<Task> tasks) {
        return tasks.stream()
                .filter(task -> task.name().equals(role.name()))
                .flatMap(task -> task.replicas().stream())
                .filter(replica -> replica.index() == pod.index())
                .map(Replica::state)
                .anyMatch(state -> state == JobState.FAILED);
    }

    private static String sentence(RoleStatus role, ReplicaStatus pod) {
        StringBuilder text =
                new StringBuilder(role.name()).append(" replica ").append(pod.index()).append(": ");
        TerminatedState end = pod.terminatedInfo();
        if (end != null) {
            text.append("exit code ").append(end.exitCode());
            append(text, " (", end.reason(), ")");
            append(text, ": ", end.exitMessage(), "");
        } else {
            text.append("failed");
            append(text, " (", pod.podReason(), ")");
            append(text, ": ", pod.phaseMessage(), "");
        }
        return text.toString();
    }

    private static void append(
            StringBuilder text, String before, @Nullable String part, String after) {
        if (part != null && !part.isBlank()) {
            text.append(before).append(part.strip()).append(after);
        }
    }

    private static Stream<ReplicaStatus> pods(Sighting sighting) {
        return sighting.status().roleStatus().stream()
                .flatMap(role -> role.replicaStatus().stream());
    }
}
