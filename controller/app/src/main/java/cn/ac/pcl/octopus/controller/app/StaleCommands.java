package cn.ac.pcl.octopus.controller.app;

import cn.ac.pcl.octopus.controller.crd.Command;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Deletes orders whose job or queue is gone, or is another one of the same name. Not at once: the
 * watch may show an order before the object it is for.
 */
final class StaleCommands {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final Clock clock;

    StaleCommands(Cluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /** Whether the order is for the object of this uid. */
    static boolean isFor(Command command, @Nullable String uid) {
        return uid != null
                && command.getTarget() != null
                && uid.equals(command.getTarget().getUid());
    }

    /** Deletes those of the orders that are old and not for this uid; says when to look again. */
    Optional<Duration> clear(List<Command> commands, @Nullable String uid) {
        Instant now = clock.instant();
        Optional<Duration> again = Optional.empty();
        for (Command command : commands) {
            if (isFor(command, uid)) {
                continue;
            }
            Instant due =
                    Instant.parse(command.getMetadata().getCreationTimestamp()).plus(PATIENCE);
            if (due.isAfter(now)) {
                again = Optional.of(PATIENCE);
            } else {
                cluster.delete(command);
            }
        }
        return again;
    }
}
