package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.Owner;
import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PodSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Resources;
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

/// A full cluster, and gangs that wait for whole nodes: one node is freed, another gang comes, and
/// it is decided who gets the node. It costs the same however many wait that are alike or differ in
/// how long they run, and little more for each owner and shape.
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
    private static final PodShape DRIVER =
            PodShape.asking(Resources.of(Resources.CPU, 2000, MadeUp.GPU, 1));

    /// Who waits, all for a node that none of them gets.
    public enum Case {
        /// Gangs like those that run.
        ALIKE,
        /// The same, of a hundred run times, so that they wait in as many lines.
        RUN_TIMES,
        /// The same, of a hundred owners.
        OWNERS,
        /// The same, each in a line of its own: of a hundred owners, and no two of one owner with
        /// the same run time; a reservation changes hands each time.
        LINES,
        /// Of two shapes, each in a line of its own: it needs more nodes than one.
        MIXED,
        /// The same, while a reservation is in force.
        MIXED_RESERVED
    }

    @Param({"100", "1000", "10000"})
    int parked = 100;

    @Param({"ALIKE", "RUN_TIMES", "OWNERS", "LINES", "MIXED", "MIXED_RESERVED"})
    Case who = Case.ALIKE;

    private PoolState state = new PoolState();
    private int next;

    @Setup(Level.Iteration)
    public void fill() {
        state = MadeUp.cluster(NODES);
        int alike = mixed() ? 0 : parked;
        for (next = 0; next < NODES + alike; next++) {
            submitNext();
        }
        Scheduler.schedule(state, MadeUp.NOW);
        if (mixed()) {
            for (int i = 0; i < parked; i++) {
                submitMixed(Integer.MAX_VALUE - i, i);
            }
        }
        Scheduler.schedule(state, now());
        if (who == Case.MIXED_RESERVED && state.reservation(MadeUp.POOL) == null) {
            throw new IllegalStateException("nothing is reserved");
        }
    }

    @Benchmark
    public Plan freeOne() {
        MadeUp.end(state, next - NODES - (mixed() ? 0 : parked), 1);
        submitNext();
        next++;
        Plan plan = Scheduler.schedule(state, now());
        if (plan.place().size() != 1) {
            throw new IllegalStateException("placed " + plan.place().size());
        }
        return plan;
    }

    private boolean mixed() {
        return who == Case.MIXED || who == Case.MIXED_RESERVED;
    }

    /// Where room is reserved, the patience of all that wait is over.
    private Instant now() {
        return who == Case.MIXED_RESERVED ? MadeUp.NOW.plus(Duration.ofDays(1)) : MadeUp.NOW;
    }

    private void submitNext() {
        GangSpec spec = MadeUp.spec(next, 1);
        if (who == Case.RUN_TIMES) {
            spec = spec.withRunTime(Duration.ofHours(1 + next % 100));
        } else if (who == Case.OWNERS) {
            spec = spec.withOwner(new Owner("w" + next % 10, "u" + next % 100));
        } else if (who == Case.LINES) {
            spec =
                    spec.withOwner(new Owner("w" + next % 10, "u" + next % 100))
                            .withRunTime(Duration.ofMinutes(60 + next / 100));
        } else if (mixed()) {
            // Whoever gets the freed node comes before those that wait, and has to.
            spec = spec.withPriority(1);
        }
        MadeUp.submit(state, next, spec, WHOLE);
    }

    /// A driver and two workers, of an owner and with a run time that no other gang has both of.
    private void submitMixed(int gang, int number) {
        GangSpec spec =
                GangSpec.of(MadeUp.gang(gang), MadeUp.POOL, 3, MadeUp.NOW)
                        .withOwner(new Owner("w" + number % 10, "u" + number % 100))
                        .withRunTime(Duration.ofDays(100 + number / 100));
        state.apply(new ClusterEvent.GangChanged(spec));
        for (int i = 0; i < 3; i++) {
            PodShape shape = i == 0 ? DRIVER : WHOLE;
            state.apply(
                    new ClusterEvent.PodChanged(
                            PodSpec.waiting(MadeUp.pod(gang, i), MadeUp.gang(gang), shape)));
        }
    }
}
