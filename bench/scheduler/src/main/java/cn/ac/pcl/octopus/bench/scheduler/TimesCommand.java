package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import cn.ac.pcl.octopus.scheduler.simulator.Admission;
import cn.ac.pcl.octopus.scheduler.simulator.Outcome;
import cn.ac.pcl.octopus.scheduler.simulator.Scenario;
import cn.ac.pcl.octopus.scheduler.simulator.Simulation;
import cn.ac.pcl.octopus.scheduler.simulator.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The lists that have times, replayed under each way of admission: makespan, waiting, utilisation.
@Command(
        name = "times",
        description = "the traces with their times: makespan, waiting, utilisation, by admission")
final class TimesCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER")
    private Path folder = Path.of("");

    @Option(
            names = "--load",
            defaultValue = "1.2",
            description =
                    "devices asked for over those there are, while pods come; 0 for the times as"
                            + " they were")
    private double load = 1.2;

    @Option(
            names = "--part",
            defaultValue = "0.1",
            description =
                    "so large a part of the nodes, drawn at random: on all of them nobody waits")
    private double part = 0.1;

    @Option(names = "--packing", defaultValue = "whole_devices")
    private PoolSpec.Packing packing = PoolSpec.Packing.WHOLE_DEVICES;

    @Override
    public Integer call() throws IOException {
        TraceFolder traces = TraceFolder.read(folder);
        List<NodeSpec> nodes = new ArrayList<>(traces.nodes());
        Collections.shuffle(nodes, new Random(1));
        nodes = nodes.subList(0, (int) Math.ceil(Math.clamp(part, 0, 1) * nodes.size()));
        System.out.printf(
                Locale.ROOT, "%d nodes, load %s%n%n", nodes.size(), load > 0 ? load : "as it was");
        System.out.printf(
                "%-12s %-12s %8s %9s %10s %10s %10s %8s %8s %7s%n",
                "list",
                "admission",
                "started",
                "makespan",
                "wait mean",
                "wait p50",
                "wait p99",
                "GPU busy",
                "GPU all",
                "run s");
        for (var list : traces.lists().entrySet()) {
            if (list.getValue().stream().anyMatch(it -> it.arrival() < 0)) {
                System.out.println(list.getKey() + ": has no times");
                continue;
            }
            @Nullable Double chosen = load > 0 ? load : null;
            Scenario scenario = Trace.scenario(nodes, list.getValue(), packing, chosen);
            for (Admission admission : List.of(Admission.values())) {
                print(list.getKey(), admission, scenario);
            }
        }
        return 0;
    }

    private static void print(String list, Admission admission, Scenario scenario) {
        long began = System.nanoTime();
        Outcome outcome = new Simulation(scenario, admission).run();
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%-12s %-12s %8d %8.1fh %10s %10s %10s %7.1f%% %7.1f%% %7.1f%n",
                list,
                admission.name().toLowerCase(Locale.ROOT),
                outcome.started(),
                outcome.makespan().toSeconds() / 3600.0,
                minutes(outcome.waiting().mean()),
                minutes(outcome.waiting().median()),
                minutes(outcome.waiting().p99()),
                100 * outcome.busyUtilisation().getOrDefault(Trace.GPU, 0.0),
                100 * outcome.utilisation().getOrDefault(Trace.GPU, 0.0),
                seconds);
    }

    static String minutes(Duration time) {
        return String.format(Locale.ROOT, "%.1fmin", time.toMillis() / 60_000.0);
    }
}
