package cn.ac.pcl.octopus.scheduler.core;

import java.time.Duration;

/// What an administrator decides about scheduling.
///
/// @param patience after waiting so long the first gang of a pool gets nodes held for it even when
///   no run times are known
public record Settings(Duration patience) {
    public static final Settings DEFAULT = new Settings(Duration.ofMinutes(10));

    public Settings withPatience(Duration changed) {
        return new Settings(changed);
    }
}
