package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.Comparator;

/// When a pod is gone at the latest: at the end of time when nobody knows.
record Ending(Pod pod, Instant at) implements Comparable<Ending> {
    private static final Comparator<Ending> FIRST =
            Comparator.comparing(Ending::at).thenComparing(ending -> ending.pod.id);

    static Ending of(Pod pod, Instant now) {
        Gang gang = pod.gang;
        Instant at = Instant.MAX;
        if (pod.leaving != null) {
            at = pod.leaving.deadline;
        } else if (gang != null
                && gang.spec != null
                && gang.started != null
                && gang.spec.runTime() != null) {
            at = gang.started.plus(gang.spec.runTime());
        }
        // Whoever runs longer than declared may end at any moment.
        return new Ending(pod, at.isBefore(now) ? now : at);
    }

    boolean declared() {
        return !at.equals(Instant.MAX);
    }

    @Override
    public int compareTo(Ending other) {
        return FIRST.compare(this, other);
    }
}
