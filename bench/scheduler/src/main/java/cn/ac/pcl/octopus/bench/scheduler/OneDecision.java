package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Scheduler;
import java.time.Duration;
import java.time.Instant;
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

/// A cluster in which ten pods run on a node: one gang ends, another comes, and it is decided
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

    /// What else there is.
    public enum Case {
        /// Nothing: single pods of nobody.
        PLAIN,
        /// As [MadeUp#crowd]: quotas, run times, gangs of two shapes, a reservation in force, and
        /// time goes on.
        CROWDED
    }

    @Param({"PLAIN", "CROWDED"})
    Case with = Case.PLAIN;

    private PoolState state = new PoolState();
    private Instant now = MadeUp.NOW;
    private int next;
    private int oldest;

    @Setup(Level.Iteration)
    public void fill() {
        state = MadeUp.cluster(nodes);
        now = MadeUp.NOW.plus(Duration.ofDays(3));
        oldest = 0;
        int pods = 0;
        if (with == Case.CROWDED) {
            MadeUp.share(state, nodes);
        }
        for (next = 0; pods < nodes * 10; next++) {
            submit();
            pods += size(next);
        }
        Scheduler.schedule(state, now);
        if (with == Case.CROWDED) {
            MadeUp.submitLarge(state, Integer.MAX_VALUE, now);
            Scheduler.schedule(state, now);
            MadeUp.requireReservation(state);
        }
        // The first of each class finds out what is true of its class.
        for (int i = 0; i < MadeUp.CLASSES; i++) {
            decide();
        }
    }

    @Benchmark
    public Plan decide() {
        MadeUp.end(state, oldest, size(oldest));
        oldest++;
        submit();
        int expected = size(next++);
        now = now.plusMillis(5);
        Plan plan = Scheduler.schedule(state, now);
        if (plan.place().size() != expected) {
            throw new IllegalStateException("placed " + plan.place().size());
        }
        return plan;
    }

    private int size(int gang) {
        return with == Case.PLAIN ? 1 : MadeUp.crowdSize(gang);
    }

    private void submit() {
        if (with == Case.PLAIN) {
            MadeUp.submit(state, next, 1, MadeUp.shape(next));
        } else {
            MadeUp.crowd(state, next, size(next), now);
        }
    }
}
