package cn.ac.pcl.octopus.scheduler.core;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A gang as the state knows it.
final class Gang {
    /// Greater priority first, then who waits longer, then the name.
    static final Comparator<Gang> ORDER =
            Comparator.comparingInt((Gang gang) -> -gang.known().priority())
                    .thenComparing(gang -> gang.known().submitted())
                    .thenComparing(gang -> gang.id);

    final GangId id;

    /// Null while only its pods are known.
    @Nullable GangSpec spec;

    /// Who is charged for it; null while only its pods are known.
    @Nullable Account account;

    /// Its pods that have no place yet, by name.
    final TreeMap<PodId, Pod> waiting = new TreeMap<>();

    final Set<Pod> placed = new HashSet<>();

    /// When it was first seen with all the pods it needs; null while it waits.
    @Nullable Instant started;

    /// Where it waits; null while nothing is to be done for it.
    @Nullable Line line;

    /// The room that is being made for it; null for none. Such a gang is in no line.
    @Nullable Takeover takeover;

    /// The code of the reason told last, null while it was told none.
    @Nullable String told;

    Gang(GangId id) {
        this.id = id;
    }

    GangSpec known() {
        if (spec == null) {
            throw new IllegalStateException("gang " + id + " has not been announced");
        }
        return spec;
    }

    /// How many more of its pods have to be placed at once; zero when it runs and only grows.
    int need() {
        return Math.max(0, known().minMember() - placed.size());
    }

    /// What has to be placed at once, or one pod of a gang that runs and grows.
    Usage demand() {
        Usage demand = new Usage();
        int left = Math.max(1, need());
        for (Pod pod : waiting.values()) {
            if (left-- == 0) {
                break;
            }
            demand.add(pod.kind, 1);
        }
        return demand;
    }

    boolean empty() {
        return spec == null && waiting.isEmpty() && placed.isEmpty();
    }
}
