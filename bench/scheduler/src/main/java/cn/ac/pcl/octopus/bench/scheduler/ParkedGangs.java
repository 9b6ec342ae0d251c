package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import cn.ac.pcl.octopus.scheduler.core.Scheduler;
import java.time.Duration;
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

/// A full cluster, and gangs that wait for whole nodes: one node is freed, another gang comes, and
/// it is decided who gets the node. It costs the same however many wait that are alike, and little
/// more for each kind of them.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class ParkedGangs {
    private static final int NODES = 1000;
    private static final PodShape WHOLE =
            PodShape.asking(Resources.of(Resources.CPU, 90_000, MadeUp.GPU, 8));

    @Param({"100", "10000"})
    int parked = 100;

    /// How many different run times they declare: so many lines they wait in.
    @Param({"1", "100"})
    int kinds = 1;

    private PoolState state = new PoolState();
    private int next;

    @Setup(Level.Iteration)
    public void fill() {
        state = MadeUp.cluster(NODES);
        for (next = 0; next < NODES + parked; next++) {
            submitNext();
        }
        Scheduler.schedule(state, MadeUp.NOW);
    }

    @Benchmark
    public Plan freeOne() {
        MadeUp.end(state, next - NODES - parked, 1);
        submitNext();
        next++;
        Plan plan = Scheduler.schedule(state, MadeUp.NOW);
        if (plan.place().size() != 1) {
            throw new IllegalStateException("placed " + plan.place().size());
        }
        return plan;
    }

    private void submitNext() {
        Duration runTime = kinds == 1 ? null : Duration.ofHours(1 + next % kinds);
        MadeUp.submit(state, next, MadeUp.spec(next, 1).withRunTime(runTime), WHOLE);
    }
}
