package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.PodGroupCondition;
import cn.ac.pcl.octopus.controller.crd.PodGroupStatus;
import cn.ac.pcl.octopus.controller.crd.ReplicaStatus;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that keeps a job from starting and that will not pass by itself; the job fails unless
 * it has passed by a moment.
 *
 * @param reason one word for it
 * @param message a sentence for the job's user
 * @param deadline the moment
 */
record Stall(String reason, String message, Instant deadline) {

    static final Comparator<Stall> EARLIEST = Comparator.comparing(Stall::deadline);

    boolean isOver(Instant now) {
        return !now.isBefore(deadline);
    }

    /** A container fails to start. */
    static Stall ofTrouble(ReplicaStatus replica, Duration timeout) {
        String reason = replica.podReason();
        String sentence = replica.phaseMessage();
        return new Stall(
                reason == null ? "CannotStart" : reason,
                replica.name() + ": " + (sentence == null ? "cannot start" : sentence),
                Objects.requireNonNull(replica.transitionTime()).plus(timeout));
    }

    /**
     * The pod has a node, and nothing of it runs there yet; init containers that have ended give
     * the next one as much time again.
     *
     * @param replica the pod's replica
     */
    static Optional<Stall> ofPreparation(Pod pod, ReplicaStatus replica, Duration timeout) {
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        String node = pod.getSpec().getNodeName();
        if (node == null || node.isEmpty() || isUnderWay(status)) {
            return Optional.empty();
        }
        Instant since =
                lastStep(status).orElseGet(() -> Objects.requireNonNull(replica.transitionTime()));
        String sentence =
                "%s was given to node %s, and after %d minutes nothing of it has started there (%s)"
                        .formatted(
                                replica.name(),
                                node,
                                timeout.toMinutes(),
                                containers(status)
                                        .flatMap(container -> waitsFor(container).stream())
                                        .findFirst()
                                        .orElse("the node has not reported it"));
        return Optional.of(new Stall("StartTimeout", sentence, since.plus(timeout)));
    }

    /** The scheduler says that no node of the pool could hold the gang, whatever were free. */
    static Optional<Stall> ofPlacement(PodGroup group, Duration timeout) {
        PodGroupCondition condition =
                PodGroupStatus.of(group).condition(PodGroupCondition.UNSATISFIABLE);
        if (condition == null || condition.lastTransitionTime() == null) {
            return Optional.empty();
        }
        String reason = condition.reason();
        String sentence = condition.message();
        return Optional.of(
                new Stall(
                        reason == null ? "never-fits" : reason,
                        sentence == null ? "no node of the queue can hold the job" : sentence,
                        condition.lastTransitionTime().plus(timeout)));
    }

    /** The API server does not take an object that the job needs. */
    static Stall ofRefusal(Refusal refusal, Duration timeout) {
        return new Stall(
                "CreateFailed",
                "%s was refused: %s".formatted(refusal.object(), refusal.message()),
                refusal.since().plus(timeout));
    }

    private static Stream<ContainerStatus> containers(PodStatus status) {
        return Stream.concat(
                Requests.orEmpty(status.getInitContainerStatuses()).stream(),
                Requests.orEmpty(status.getContainerStatuses()).stream());
    }

    private static boolean isUnderWay(PodStatus status) {
        return containers(status).anyMatch(Stall::runs)
                || Requests.orEmpty(status.getContainerStatuses()).stream().anyMatch(Stall::hasRun);
    }

    private static boolean runs(ContainerStatus container) {
        return container.getState() != null && container.getState().getRunning() != null;
    }

    private static boolean hasRun(ContainerStatus container) {
        return (container.getState() != null && container.getState().getTerminated() != null)
                || (container.getRestartCount() != null && container.getRestartCount() > 0);
    }

    private static Optional<String> waitsFor(ContainerStatus container) {
        return Optional.ofNullable(container.getState())
                .map(ContainerState::getWaiting)
                .map(ContainerStateWaiting::getReason);
    }

    /** When the pod got its node, or the last of its init containers ended. */
    private static Optional<Instant> lastStep(PodStatus status) {
        Stream<String> placed =
                Requests.orEmpty(status.getConditions()).stream()
                        .filter(condition -> "PodScheduled".equals(condition.getType()))
                        .filter(condition -> "True".equals(condition.getStatus()))
                        .map(PodCondition::getLastTransitionTime);
        Stream<String> prepared =
                Requests.orEmpty(status.getInitContainerStatuses()).stream()
                        .map(ContainerStatus::getState)
                        .filter(Objects::nonNull)
                        .map(ContainerState::getTerminated)
                        .filter(Objects::nonNull)
                        .map(ContainerStateTerminated::getFinishedAt);
        return Stream.concat(placed, prepared)
                .flatMap(time -> Replicas.time(time).stream())
                .max(Comparator.naturalOrder());
    }
}
