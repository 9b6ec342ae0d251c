package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.GangTopology;
import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Scheduler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Ten thousand pods wait, alone or in gangs, and one decision places them all: pods a second of
/// that decision.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class DecisionRate {
    static final int PODS = 10_000;

    @Param({"500", "1000", "5000"})
    int nodes = 500;

    /// Pods of a gang, and where they must be together.
    @Param({"1", "20", "500", "20 in a rack", "50 in a rack"})
    String gang = "1";

    private PoolState state = new PoolState();

    @Setup(Level.Invocation)
    public void crowd() {
        state = MadeUp.cluster(nodes);
        int size = Integer.parseInt(gang.replaceAll(" .*", ""));
        @Nullable GangTopology topology =
                gang.endsWith("rack") ? GangTopology.within(MadeUp.RACK) : null;
        for (int number = 0; number < PODS / size; number++) {
            GangSpec spec = MadeUp.spec(number, size).withTopology(topology);
            MadeUp.submit(state, number, spec, MadeUp.shape(number));
        }
    }

    @Benchmark
    @OperationsPerInvocation(PODS)
    public Plan decide() {
        Plan plan = Scheduler.schedule(state, MadeUp.NOW);
        if (plan.place().size() != PODS) {
            throw new IllegalStateException("placed only " + plan.place().size());
        }
        return plan;
    }
}
