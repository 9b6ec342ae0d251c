package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PodSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Scheduler;
import cn.ac.pcl.octopus.scheduler.core.Snapshot;
import cn.ac.pcl.octopus.scheduler.core.Waiting;
import cn.ac.pcl.octopus.scheduler.simulator.SnapshotFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Loads a saved state, decides as it would have, and says why the others wait.
@Command(
        name = "replay",
        description = "the plan that a saved snapshot leads to, and who waits why")
final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("");

    @Option(names = "--at", description = "another moment than that of the snapshot")
    private @Nullable Instant at;

    @Override
    public Integer call() throws IOException {
        SnapshotFile saved = SnapshotFile.load(file);
        Instant now = at == null ? saved.at() : at;
        Snapshot facts = saved.snapshot();
        long running = facts.pods().stream().map(PodSpec::node).filter(it -> it != null).count();
        System.out.printf(
                "at %s: %d nodes, %d pools, %d gangs, %d pods of which %d placed%n",
                now,
                facts.nodes().size(),
                facts.pools().size(),
                facts.gangs().size(),
                facts.pods().size(),
                running);
        PoolState state = saved.state();
        Plan plan = Scheduler.schedule(state, now);
        plan.place()
                .forEach(it ->
                        System.out.printf(
                                "place  %s of %s on %s%n", it.pod(), it.gang(), it.node()));
        plan.evict()
                .forEach(it ->
                        System.out.printf(
                                "evict  %s of %s for %s: %s by %s%n",
                                it.pod(), it.gang(), it.inFavourOf(), it.step(), it.deadline()));
        facts.pools()
                .forEach(pool -> {
                    if (state.reservation(pool.name()) != null) {
                        System.out.printf(
                                "keep   %s: %s%n", pool.name(), state.reservation(pool.name()));
                    }
                });
        for (GangSpec gang : facts.gangs()) {
            Waiting waiting = state.explain(gang.id(), now);
            if (waiting != null) {
                System.out.printf(
                        "wait   %s: %s, number %d of its pool%s%n",
                        gang.id(),
                        waiting.reason(),
                        waiting.position(),
                        waiting.start() == null ? "" : ", starts at " + waiting.start());
            }
        }
        return 0;
    }
}
