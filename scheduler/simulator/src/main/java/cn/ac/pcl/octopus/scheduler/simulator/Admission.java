package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Which of the waiting gangs the core gets to see. The core is always the same: to compare it with
/// simpler ways, the simulator keeps gangs back from it.
public enum Admission {
    /// All of them: the core's own order, reservations and backfill.
    BACKFILL,
    /// All of them, without run times and with endless patience: whoever fits passes, and nothing
    /// is kept for anybody.
    GREEDY,
    /// In each pool the first by priority and time; nobody passes it.
    NO_BACKFILL,
    /// In each pool the first that came; nobody passes it.
    FIFO;

    private static final Comparator<GangSpec> BY_TIME =
            Comparator.comparing(GangSpec::submitted).thenComparing(GangSpec::id);
    private static final Comparator<GangSpec> BY_PRIORITY =
            Comparator.comparingInt((GangSpec gang) -> -gang.priority()).thenComparing(BY_TIME);

    /// The order in which gangs are shown one by one; null when all are shown at once.
    @Nullable Comparator<GangSpec> order() {
        return switch (this) {
            case BACKFILL, GREEDY -> null;
            case NO_BACKFILL -> BY_PRIORITY;
            case FIFO -> BY_TIME;
        };
    }

    /// True when the core may keep room for who waits.
    boolean reserves() {
        return this != GREEDY;
    }
}
