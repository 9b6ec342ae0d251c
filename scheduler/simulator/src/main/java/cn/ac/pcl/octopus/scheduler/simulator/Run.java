package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A job on its way: its pods, and where they are.
final class Run {
    final Job job;

    /// Its pods of now, with their shapes.
    final Map<PodId, PodShape> pods = new LinkedHashMap<>();

    /// The nodes of those that are placed.
    final Map<PodId, String> placed = new HashMap<>();

    /// When it began to run this time; null while it waits.
    @Nullable Instant started;

    /// True once it has run at all.
    boolean hasRun;

    /// Counts its lives, so that the end of an earlier one means nothing.
    int life;

    private int uids;

    Run(Job job) {
        this.job = job;
        for (int i = 0; i < job.pods().size(); i++) {
            create(i);
        }
    }

    GangId id() {
        return job.gang().id();
    }

    boolean complete() {
        return placed.size() >= job.gang().minMember();
    }

    private void create(int index) {
        PodId id = new PodId(id().namespace(), id().name() + "-" + index, String.valueOf(uids++));
        pods.put(id, job.pods().get(index));
    }

    /// Puts a new pod in the place of one that was ended.
    PodId replace(PodId ended) {
        PodShape shape = pods.remove(ended);
        placed.remove(ended);
        if (shape == null) {
            throw new IllegalArgumentException(ended + " is no pod of " + id());
        }
        PodId anew = new PodId(ended.namespace(), ended.name(), String.valueOf(uids++));
        pods.put(anew, shape);
        return anew;
    }
}
