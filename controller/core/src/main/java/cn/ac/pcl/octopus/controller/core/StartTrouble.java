package cn.ac.pcl.octopus.controller.core;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a container does not start.
 *
 * @param reason the kubelet's word
 * @param message a sentence for the job's user
 */
record StartTrouble(String reason, String message) {

    private static final Set<String> IMAGE =
            Set.of(
                    "ErrImagePull",
                    "ImagePullBackOff",
                    "InvalidImageName",
                    "ErrImageNeverPull",
                    "ImageInspectError",
                    "RegistryUnavailable");

    private static final Set<String> CONTAINER =
            Set.of(
                    "CreateContainerConfigError",
                    "CreateContainerError",
                    "RunContainerError",
                    "StartError",
                    "ContainerCannotRun",
                    "PreCreateHookError",
                    "PostStartHookError");

    /** The trouble of a pod, if one of its containers has one. */
    static Optional<StartTrouble> of(Pod pod) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        return Stream.concat(
                        Requests.orEmpty(pod.getStatus().getInitContainerStatuses()).stream(),
                        Requests.orEmpty(pod.getStatus().getContainerStatuses()).stream())
                .flatMap(container -> of(container).stream())
                .findFirst();
    }

    /** Whether a reason is one of those that count as trouble. */
    static boolean isTrouble(@Nullable String reason) {
        return reason != null && (IMAGE.contains(reason) || CONTAINER.contains(reason));
    }

    private static Optional<StartTrouble> of(ContainerStatus container) {
        ContainerStateWaiting waiting =
                container.getState() == null ? null : container.getState().getWaiting();
        if (waiting == null || !isTrouble(waiting.getReason())) {
            return Optional.empty();
        }
        String what =
                IMAGE.contains(waiting.getReason())
                        ? "image " + container.getImage() + " cannot be pulled"
                        : "container " + container.getName() + " cannot start";
        String detail = waiting.getMessage();
        return Optional.of(
                new StartTrouble(
                        waiting.getReason(),
                        what
                                + " ("
                                + waiting.getReason()
                                + ")"
                                + (detail == null || detail.isBlank() ? "" : ": " + detail)));
    }
}
