package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Scheduler;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// What the state takes of the heap.
@Command(name = "memory", description = "bytes of a node, of a pod, and of a class")
final class MemoryCommand implements Callable<Integer> {
    private static final int NODES = 10_000;
    private static final int PODS = 200_000;

    @Override
    public Integer call() {
        long empty = used();
        PoolState state = MadeUp.cluster(NODES);
        long withNodes = used();
        for (int i = 0; i < PODS; i++) {
            MadeUp.submit(state, i, 1, MadeUp.shape(i));
        }
        long withWaiting = used();
        int placed = Scheduler.schedule(state, MadeUp.NOW).place().size();
        long withRunning = used();
        Table table = new Table(System.out);
        table.line(
                "bytes a node, of %d".formatted(NODES), (withNodes - empty) / (double) NODES, "-");
        table.line(
                "bytes a waiting pod with its gang, of %d".formatted(PODS),
                (withWaiting - withNodes) / (double) PODS,
                "estimate 150 to 250 for the pod alone");
        table.line(
                "bytes a running pod with its gang, of %d".formatted(placed),
                (withRunning - withNodes) / (double) placed,
                "estimate 150 to 250 for the pod alone");
        table.line("heap in all, MB", (withRunning - empty) / 1e6, "-");
        return 0;
    }

    static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
