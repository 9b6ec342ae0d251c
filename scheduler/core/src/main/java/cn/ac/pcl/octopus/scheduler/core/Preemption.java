package cn.ac.pcl.octopus.scheduler.core;

import java.time.Duration;

/// How pods are ended early for others.
///
/// @param notice so long before a pod is ended it is told; with zero it is ended at once
/// @param leastRunTime a gang that has run for less is left alone, unless it says another time
/// @param retry a pod that is still there so long after its end was asked for is asked for again
public record Preemption(Duration notice, Duration leastRunTime, Duration retry) {
    public Preemption {
        notice = Times.sane(notice);
        leastRunTime = Times.sane(leastRunTime);
        retry = Times.sane(retry);
    }

    public static final Preemption DEFAULT =
            new Preemption(Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofMinutes(1));

    public Preemption withNotice(Duration changed) {
        return new Preemption(changed, leastRunTime, retry);
    }

    public Preemption withLeastRunTime(Duration changed) {
        return new Preemption(notice, changed, retry);
    }

    public Preemption withRetry(Duration changed) {
        return new Preemption(notice, leastRunTime, changed);
    }
}
