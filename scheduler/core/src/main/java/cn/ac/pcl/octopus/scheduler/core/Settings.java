package cn.ac.pcl.octopus.scheduler.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What an administrator decides about scheduling.
///
/// @param patience after waiting so long the first gang of a pool gets nodes held for it even when
///   no run times are known
/// @param fairFor so long a gang waits in the order of fair shares; after that in the order of
///   waiting time, before those that wait less, so that nobody is passed for ever
/// @param halfLife after this time what an account has used counts half; zero forgets it at once
/// @param preemption how others are ended early; null when nobody is
public record Settings(
        Duration patience, Duration fairFor, Duration halfLife, @Nullable Preemption preemption) {
    public Settings {
        patience = Times.sane(patience);
        fairFor = Times.sane(fairFor);
        halfLife = Times.sane(halfLife);
    }

    public static final Settings DEFAULT =
            new Settings(Duration.ofMinutes(10), Duration.ofHours(24), Duration.ofDays(1), null);

    public Settings withPatience(Duration changed) {
        return new Settings(changed, fairFor, halfLife, preemption);
    }

    public Settings withFairFor(Duration changed) {
        return new Settings(patience, changed, halfLife, preemption);
    }

    public Settings withHalfLife(Duration changed) {
        return new Settings(patience, fairFor, changed, preemption);
    }

    public Settings withPreemption(@Nullable Preemption changed) {
        return new Settings(patience, fairFor, halfLife, changed);
    }
}
