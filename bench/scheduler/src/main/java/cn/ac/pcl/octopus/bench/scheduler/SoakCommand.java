package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.Placement;
import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import cn.ac.pcl.octopus.scheduler.core.Scheduler;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.consumer.RecordingStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A large cluster in steady state: gangs end and come at a steady rate, and each is decided on at
/// once.
///
/// The lag is the time from the moment at which an event was due until the decision that takes it
/// into account is made. The cluster is the crowded one of [MadeUp], time goes on, and another
/// thousand gangs wait for a whole node.
@Command(name = "soak", description = "10,000 nodes, 200,000 running pods, 200 events a second")
final class SoakCommand implements Callable<Integer> {
    private static final int PARKED = 1000;
    private static final PodShape WHOLE =
            PodShape.asking(Resources.of(Resources.CPU, 90_000, MadeUp.GPU, 8));

    @Option(names = "--seconds", defaultValue = "60")
    private int seconds = 60;

    @Option(names = "--rate", defaultValue = "200", description = "events a second")
    private int rate = 200;

    @Option(names = "--nodes", defaultValue = "10000")
    private int nodes = 10_000;

    @Option(names = "--pods", defaultValue = "200000")
    private int pods = 200_000;

    private final Random random = new Random(1);
    private PoolState state = new PoolState();
    private final long began = System.nanoTime();
    private int oldest;
    private int next;
    private int placed;

    /// Nanoseconds of processor time of each decision and the events it takes in.
    private final List<Long> costs = new ArrayList<>();

    @Override
    public Integer call() {
        long empty = MemoryCommand.used();
        fill();
        long full = MemoryCommand.used();
        Queue<Duration> pauses = new ConcurrentLinkedQueue<>();
        long[] lags;
        try (RecordingStream events = new RecordingStream()) {
            events.enable("jdk.GCPhasePause");
            events.onEvent("jdk.GCPhasePause", event -> pauses.add(event.getDuration()));
            events.startAsync();
            paced(Math.min(10, seconds));
            pauses.clear();
            placed = 0;
            costs.clear();
            lags = paced(seconds);
            events.stop();
        }
        long after = MemoryCommand.used();
        print(empty, full, after, lags, pauses);
        return 0;
    }

    /// The time in the cluster, which goes as fast as that of the machine.
    private Instant now() {
        return MadeUp.NOW.plus(Duration.ofDays(3)).plusNanos(System.nanoTime() - began);
    }

    private void fill() {
        state = MadeUp.cluster(nodes);
        MadeUp.share(state, nodes);
        int count = 0;
        while (count < pods) {
            count += MadeUp.crowdSize(next);
            submit();
        }
        confirm(Scheduler.schedule(state, now()));
        MadeUp.submitLarge(state, Integer.MAX_VALUE, now());
        for (int i = 1; i <= PARKED; i++) {
            int gang = Integer.MAX_VALUE - i;
            MadeUp.submit(state, gang, MadeUp.spec(gang, 1).withSubmitted(now()), WHOLE);
        }
        confirm(Scheduler.schedule(state, now()));
        MadeUp.requireReservation(state);
    }

    private void submit() {
        MadeUp.crowd(state, next, MadeUp.crowdSize(next), now());
        next++;
    }

    private void confirm(Plan plan) {
        for (Placement it : plan.place()) {
            state.apply(new ClusterEvent.PodBound(it.pod(), it.node(), it.device()));
        }
        placed += plan.place().size();
    }

    /// Nanoseconds from the moment at which each event was due to its decision, sorted.
    private long[] paced(int length) {
        int count = length * rate;
        long[] lags = new long[count];
        long start = System.nanoTime();
        int done = 0;
        while (done < count) {
            long now = System.nanoTime() - start;
            int first = done;
            long before = cpu();
            while (done < count && due(done) <= now) {
                happen(done++);
            }
            if (done > first) {
                confirm(Scheduler.schedule(state, now()));
                costs.add(cpu() - before);
                long decided = System.nanoTime() - start;
                for (int i = first; i < done; i++) {
                    lags[i] = decided - due(i);
                }
            } else {
                LockSupport.parkNanos(due(done) - now);
            }
        }
        Arrays.sort(lags);
        return lags;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private long due(int event) {
        return event * 1_000_000_000L / rate;
    }

    /// A gang ends, another comes, and now and then a node is reported anew.
    private void happen(int number) {
        int turn = number % 21;
        if (turn == 20) {
            int node = random.nextInt(nodes);
            boolean closed = random.nextInt(4) == 0;
            state.apply(new ClusterEvent.NodeChanged(MadeUp.node(node).withUnschedulable(closed)));
        } else if (turn % 2 == 0) {
            MadeUp.end(state, oldest, MadeUp.crowdSize(oldest));
            oldest++;
        } else {
            submit();
        }
    }

    private void print(long empty, long full, long after, long[] lags, Queue<Duration> pauses) {
        long[] sorted = pauses.stream().mapToLong(Duration::toNanos).sorted().toArray();
        Table table = new Table(System.out);
        table.line("events a second, decided at once", rate, "goal 200");
        table.line(
                "lag from event to decision, ms: p50, p99, max",
                millis(at(lags, 0.5)) + ", " + millis(at(lags, 0.99)) + ", " + millis(at(lags, 1)),
                "goal p99 5; KAI 2200 a snapshot at 4,000 nodes");
        table.line("pods placed", placed, "-");
        boolean reserved = state.reservation(MadeUp.POOL) != null;
        table.line("a reservation in force at the end", reserved ? "yes" : "no", "yes");
        long[] cost = costs.stream().mapToLong(Long::longValue).sorted().toArray();
        table.line(
                "one decision, ms of processor: p50, p99, max",
                millis(at(cost, 0.5)) + ", " + millis(at(cost, 0.99)) + ", " + millis(at(cost, 1)),
                "goal p99 5");
        table.line(
                "part of one processor that decides",
                Arrays.stream(cost).sum() / 1e9 / seconds,
                "-");
        table.line(
                "heap, MB: full, at the end", mega(full - empty) + ", " + mega(after - empty), "-");
        table.line(
                "pauses of the collector, ms: number, p99, max",
                sorted.length + ", " + millis(at(sorted, 0.99)) + ", " + millis(at(sorted, 1)),
                "-");
    }

    private static long at(long[] sorted, double part) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (part * sorted.length))];
    }

    private static String millis(long nanos) {
        return Table.number(nanos / 1e6);
    }

    private static String mega(long bytes) {
        return Table.number(bytes / 1e6);
    }
}
