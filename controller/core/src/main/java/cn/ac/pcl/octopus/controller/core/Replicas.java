package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.controller.crd.ReplicaStatus;
import cn.ac.pcl.octopus.controller.crd.TerminatedState;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The status of one replica, as its pod shows it. */
final class Replicas {
    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{Cntrl}+");

    private Replicas() {}

    /** A replica without a pod. */
    static ReplicaStatus waiting(int index, String name, Instant now) {
        return waiting(index, name, 0, 0L, now);
    }

    /** A replica that gets another pod; how long the one before ran is kept, for the bill. */
    static ReplicaStatus again(ReplicaStatus before, Instant now) {
        int retried = before.totalRetriedCount() + (before.podUID() == null ? 0 : 1);
        long earlier = before.earlierMillis() + ran(before, now).toMillis();
        return waiting(before.index(), before.name(), retried, earlier, now);
    }

    private static Duration ran(ReplicaStatus replica, Instant now) {
        Instant start = replica.startAt();
        Instant end = replica.finishAt() == null ? now : replica.finishAt();
        return start == null || end.isBefore(start) ? Duration.ZERO : Duration.between(start, end);
    }

    private static ReplicaStatus waiting(
            int index, String name, int retried, long earlier, Instant now) {
        return new ReplicaStatus(
                index,
                name,
                JobPhase.PENDING,
                null,
                null,
                now,
                null,
                null,
                retried,
                name,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                earlier);
    }

    /** A replica whose pod we stop before it has ended by itself. */
    static ReplicaStatus stopped(ReplicaStatus before, Instant now) {
        return new ReplicaStatus(
                before.index(),
                before.name(),
                JobPhase.TERMINATED,
                null,
                true,
                now,
                before.startAt(),
                now,
                before.totalRetriedCount(),
                before.podName(),
                before.podReason(),
                before.podUID(),
                before.podIP(),
                before.podHostIP(),
                before.containerName(),
                before.containerID(),
                before.terminatedInfo(),
                before.earlierMillis());
    }

    static boolean hasEnded(ReplicaStatus replica) {
        return switch (replica.phase()) {
            case SUCCEEDED, FAILED, TERMINATED -> true;
            default -> false;
        };
    }

    /**
     * The replica as its pod shows it now; times of what has not changed are kept.
     *
     * @param longest characters of what its program or node said that are kept
     */
    static ReplicaStatus seen(ReplicaStatus before, Pod pod, Instant now, int longest) {
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        JobPhase phase = phase(status);
        Optional<ContainerStatus> container = deciding(pod, status);
        Optional<ContainerStateTerminated> end = container.flatMap(Replicas::end);
        boolean samePod = pod.getMetadata().getUid().equals(before.podUID());
        Optional<StartTrouble> trouble =
                phase == JobPhase.PENDING ? StartTrouble.of(pod) : Optional.empty();
        String reason = trouble.map(StartTrouble::reason).orElse(reason(status, end));
        String message = trouble.map(StartTrouble::message).orElse(message(phase, status, end));
        boolean sameStep =
                samePod
                        && before.phase() == phase
                        && trouble.isPresent() == StartTrouble.isTrouble(before.podReason());
        boolean ended = phase == JobPhase.SUCCEEDED || phase == JobPhase.FAILED;
        return new ReplicaStatus(
                before.index(),
                before.name(),
                phase,
                shortened(message, longest),
                null,
                sameStep && before.transitionTime() != null ? before.transitionTime() : now,
                started(container)
                        .or(() -> kept(samePod, before.startAt()))
                        .orElse(
                                phase == JobPhase.RUNNING || phase == JobPhase.SUCCEEDED
                                        ? now
                                        : null),
                ended
                        ? end.flatMap(state -> time(state.getFinishedAt()))
                                .or(() -> kept(samePod, before.finishAt()))
                                .orElse(now)
                        : null,
                before.totalRetriedCount(),
                before.name(),
                reason,
                pod.getMetadata().getUid(),
                status.getPodIP(),
                status.getHostIP(),
                container.map(ContainerStatus::getName).orElse(null),
                container.map(ContainerStatus::getContainerID).orElse(null),
                end.map(state ->
                                new TerminatedState(
                                        state.getExitCode(),
                                        shortened(state.getMessage(), longest),
                                        state.getSignal(),
                                        state.getReason()))
                        .orElse(null),
                before.earlierMillis());
    }

    private static Optional<Instant> kept(boolean samePod, @Nullable Instant time) {
        return samePod ? Optional.ofNullable(time) : Optional.empty();
    }

    private static JobPhase phase(PodStatus status) {
        String phase = status.getPhase() == null ? "Pending" : status.getPhase();
        return switch (phase) {
            case "Running" -> JobPhase.RUNNING;
            case "Succeeded" -> JobPhase.SUCCEEDED;
            case "Failed" -> JobPhase.FAILED;
            case "Unknown" -> JobPhase.UNKNOWN;
            default -> JobPhase.PENDING;
        };
    }

    /** The container that tells how the pod ended: the first that failed, else the pod's first. */
    private static Optional<ContainerStatus> deciding(Pod pod, PodStatus status) {
        List<ContainerStatus> containers = Requests.orEmpty(status.getContainerStatuses());
        Optional<ContainerStatus> failed =
                Stream.concat(
                                containers.stream(),
                                Requests.orEmpty(status.getInitContainerStatuses()).stream())
                        .filter(Replicas::hasFailed)
                        .findFirst();
        return failed.or(() -> {
            String first = pod.getSpec().getContainers().getFirst().getName();
            return containers.stream()
                    .filter(container -> container.getName().equals(first))
                    .findFirst();
        });
    }

    private static boolean hasFailed(ContainerStatus container) {
        return end(container).filter(state -> state.getExitCode() != 0).isPresent();
    }

    private static Optional<ContainerStateTerminated> end(ContainerStatus container) {
        return Optional.ofNullable(container.getState())
                .map(ContainerState::getTerminated)
                .filter(state -> state.getExitCode() != null);
    }

    private static Optional<Instant> started(Optional<ContainerStatus> container) {
        return container
                .map(ContainerStatus::getState)
                .flatMap(state ->
                        state.getRunning() != null
                                ? time(state.getRunning().getStartedAt())
                                : state.getTerminated() != null
                                        ? time(state.getTerminated().getStartedAt())
                                        : Optional.empty());
    }

    private static @Nullable String reason(
            PodStatus status, Optional<ContainerStateTerminated> end) {
        return status.getReason() != null
                ? status.getReason()
                : end.map(ContainerStateTerminated::getReason).orElse(null);
    }

    private static @Nullable String message(
            JobPhase phase, PodStatus status, Optional<ContainerStateTerminated> end) {
        return switch (phase) {
            case PENDING ->
                    Requests.orEmpty(status.getConditions()).stream()
                            .filter(condition -> "PodScheduled".equals(condition.getType()))
                            .filter(condition -> "False".equals(condition.getStatus()))
                            .map(PodCondition::getMessage)
                            .findFirst()
                            .orElse(null);
            case FAILED ->
                    // Where the node ended the pod, the exit code is only that of its signal.
                    Optional.ofNullable(status.getReason() == null ? null : status.getMessage())
                            .or(() -> end.map(Replicas::describe))
                            .orElse("the pod failed");
            default -> null;
        };
    }

    /** One line, without what JSON needs six bytes for. */
    private static @Nullable String shortened(@Nullable String text, int longest) {
        if (text == null) {
            return null;
        }
        String line = UNPRINTABLE.matcher(text.strip()).replaceAll(" ");
        int end = Math.min(line.length(), longest);
        boolean halves = end < line.length() && Character.isHighSurrogate(line.charAt(end - 1));
        return line.substring(0, halves ? end - 1 : end);
    }

    private static String describe(ContainerStateTerminated end) {
        StringBuilder text = new StringBuilder("exit code ").append(end.getExitCode());
        if (end.getReason() != null && !end.getReason().equals("Error")) {
            text.append(" (").append(end.getReason()).append(')');
        }
        if (end.getMessage() != null && !end.getMessage().isBlank()) {
            text.append(": ").append(end.getMessage().strip());
        }
        return text.toString();
    }

    static Optional<Instant> time(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }
}
