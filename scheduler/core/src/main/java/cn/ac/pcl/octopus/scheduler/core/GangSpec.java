package cn.ac.pcl.octopus.scheduler.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known of a gang: pods that start together or not at all.
///
/// @param pool name of its pool
/// @param minMember so many of its pods start together; pods beyond it come as best effort. Below 1
///   is taken as 1
/// @param priority greater goes first
/// @param submitted when it began to wait; cut to the years 1970 to 9999
/// @param owner who is charged for it inside the pool
/// @param runTime how long it runs at most, null when nobody said; cut to a hundred years
/// @param topology how close to each other its pods run; null for anywhere
/// @param leastRunTime it is ended for nobody before it has run for so long; null for what the
///   administrator decides for all ([Preemption])
public record GangSpec(
        GangId id,
        String pool,
        int minMember,
        int priority,
        Instant submitted,
        Owner owner,
        @Nullable Duration runTime,
        @Nullable GangTopology topology,
        @Nullable Duration leastRunTime) {
    public GangSpec {
        minMember = Math.max(1, minMember);
        submitted = Times.sane(submitted);
        if (runTime != null) {
            runTime = runTime.isPositive() ? Times.sane(runTime) : null;
        }
        if (leastRunTime != null) {
            leastRunTime = Times.sane(leastRunTime);
        }
        if (topology != null && topology.isEmpty()) {
            topology = null;
        }
    }

    public static GangSpec of(GangId id, String pool, int minMember, Instant submitted) {
        return new GangSpec(id, pool, minMember, 0, submitted, Owner.NOBODY, null, null, null);
    }

    public GangSpec withPriority(int changed) {
        return new GangSpec(
                id, pool, minMember, changed, submitted, owner, runTime, topology, leastRunTime);
    }

    public GangSpec withSubmitted(Instant changed) {
        return new GangSpec(
                id, pool, minMember, priority, changed, owner, runTime, topology, leastRunTime);
    }

    public GangSpec withOwner(Owner changed) {
        return new GangSpec(
                id, pool, minMember, priority, submitted, changed, runTime, topology, leastRunTime);
    }

    public GangSpec withRunTime(@Nullable Duration changed) {
        return new GangSpec(
                id, pool, minMember, priority, submitted, owner, changed, topology, leastRunTime);
    }

    public GangSpec withTopology(@Nullable GangTopology changed) {
        return new GangSpec(
                id, pool, minMember, priority, submitted, owner, runTime, changed, leastRunTime);
    }

    public GangSpec withLeastRunTime(@Nullable Duration changed) {
        return new GangSpec(
                id, pool, minMember, priority, submitted, owner, runTime, topology, changed);
    }
}
