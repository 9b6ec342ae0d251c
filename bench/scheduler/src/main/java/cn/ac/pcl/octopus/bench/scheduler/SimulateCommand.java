package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.simulator.Admission;
import cn.ac.pcl.octopus.scheduler.simulator.Outcome;
import cn.ac.pcl.octopus.scheduler.simulator.Scenario;
import cn.ac.pcl.octopus.scheduler.simulator.ScenarioFiles;
import cn.ac.pcl.octopus.scheduler.simulator.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Plays a workload on a cluster, both from files.
@Command(name = "simulate", description = "plays a workload file on a cluster file (YAML)")
final class SimulateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CLUSTER", index = "0")
    private Path cluster = Path.of("");

    @Parameters(paramLabel = "WORKLOAD", index = "1")
    private Path workload = Path.of("");

    @Option(
            names = "--admission",
            defaultValue = "backfill",
            description = "backfill, greedy, no_backfill or fifo")
    private Admission admission = Admission.BACKFILL;

    @Option(names = "--samples", defaultValue = "20", description = "lines of allocation over time")
    private int samples = 20;

    @Option(names = "--until", description = "stop after so long, such as PT2H")
    private @Nullable Duration until;

    @Option(names = "--snapshot", description = "where to write the state at the end")
    private @Nullable Path snapshot;

    @Override
    public Integer call() throws IOException {
        Simulation simulation = new Simulation(ScenarioFiles.read(cluster, workload), admission);
        simulation.runUntil(until == null ? Instant.MAX : Scenario.BEGIN.plus(until));
        if (snapshot != null) {
            simulation.snapshot().save(snapshot);
        }
        print(simulation.outcome());
        return 0;
    }

    private void print(Outcome outcome) {
        System.out.printf("started   %d%n", outcome.started());
        outcome.stranded()
                .forEach((gang, why) -> System.out.printf("waits     %s: %s%n", gang, why));
        System.out.printf("makespan  %s%n", TimesCommand.minutes(outcome.makespan()));
        Outcome.Waiting waiting = outcome.waiting();
        System.out.printf(
                "waiting   mean %s, median %s, p99 %s, longest %s%n",
                TimesCommand.minutes(waiting.mean()),
                TimesCommand.minutes(waiting.median()),
                TimesCommand.minutes(waiting.p99()),
                TimesCommand.minutes(waiting.longest()));
        System.out.printf(
                "restarts  %d, which lost %s%n",
                outcome.restarts(), TimesCommand.minutes(outcome.lost()));
        outcome.utilisation()
                .forEach((name, part) ->
                        System.out.printf(
                                Locale.ROOT,
                                "in use    %s %.1f %% (%.1f %% while gangs came)%n",
                                name,
                                100 * part,
                                100 * outcome.busyUtilisation().getOrDefault(name, 0.0)));
        for (Outcome.Sample sample : thinned(outcome.allocation())) {
            System.out.printf("%s  %s%n", sample.at(), text(sample.used()));
        }
    }

    private List<Outcome.Sample> thinned(List<Outcome.Sample> all) {
        List<Outcome.Sample> some = new ArrayList<>();
        int lines = Math.min(samples, all.size());
        for (int i = 0; i < lines; i++) {
            some.add(all.get((int) ((long) i * (all.size() - 1) / Math.max(1, lines - 1))));
        }
        return some;
    }

    private static String text(Map<String, Double> used) {
        StringBuilder text = new StringBuilder();
        used.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry ->
                        text.append(entry.getKey())
                                .append(' ')
                                .append(Table.number(entry.getValue()))
                                .append("  "));
        return text.toString().strip();
    }
}
