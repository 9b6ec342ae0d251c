package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Scheduler;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A cluster in which ten pods run on a node: one of them ends, another comes, and it is decided
/// where. What changes is the same for every size of the cluster.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class OneDecision {
    @Param({"500", "1000", "2000", "5000", "10000"})
    int nodes = 500;

    private PoolState state = new PoolState();
    private int next;
    private int running;

    @Setup(Level.Iteration)
    public void fill() {
        state = MadeUp.cluster(nodes);
        running = nodes * 10;
        next = 0;
        while (next < running) {
            MadeUp.submit(state, next, 1, MadeUp.shape(next));
            next++;
        }
        Scheduler.schedule(state, MadeUp.NOW);
        // The first of each class finds out what is true of its class.
        for (int i = 0; i < MadeUp.CLASSES; i++) {
            decide();
        }
    }

    @Benchmark
    public Plan decide() {
        MadeUp.end(state, next - running, 1);
        MadeUp.submit(state, next, 1, MadeUp.shape(next));
        next++;
        Plan plan = Scheduler.schedule(state, MadeUp.NOW);
        if (plan.place().size() != 1) {
            throw new IllegalStateException("placed " + plan.place().size());
        }
        return plan;
    }
}
