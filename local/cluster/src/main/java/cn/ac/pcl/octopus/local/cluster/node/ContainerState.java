package cn.ac.pcl.octopus.local.cluster.node;

import java.time.Instant;

/** Where a container is in its life. */
sealed interface ContainerState {
    /** It does not run, and the reason says what it waits for. */
    record Waiting(String reason, String message) implements ContainerState {}

    /** Its process runs. */
    record Running(Instant since) implements ContainerState {}

    /** Its process ended, or could not start. */
    record Ended(int code, String reason, String message, Instant from, Instant until)
            implements ContainerState {
        boolean isSuccess() {
            return code == 0;
        }
    }
}
