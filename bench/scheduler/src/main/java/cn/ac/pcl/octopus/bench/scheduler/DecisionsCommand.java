package cn.ac.pcl.octopus.bench.scheduler;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs what JMH measures, and prints its figures beside those of others.
@Command(
        name = "decisions",
        description = "decisions a second, time of one decision as the cluster grows, parked gangs")
final class DecisionsCommand implements Callable<Integer> {
    @Option(
            names = "--jmh",
            description = "options for JMH, such as \"-i 3 -p nodes=500\"",
            defaultValue = "")
    private String options = "";

    @Override
    public Integer call() throws RunnerException, CommandLineOptionException {
        Table table = new Table(System.out);
        measure(DecisionRate.class, table);
        measure(OneDecision.class, table);
        measure(ParkedGangs.class, table);
        return 0;
    }

    private void measure(Class<?> benchmark, Table table)
            throws RunnerException, CommandLineOptionException {
        String[] words = options.isBlank() ? new String[0] : options.strip().split(" +", -1);
        var command =
                new OptionsBuilder()
                        .parent(new CommandLineOptions(words))
                        .include(benchmark.getName() + "\\.")
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build();
        for (RunResult result : new Runner(command).run()) {
            print(benchmark, result, table);
        }
    }

    private static void print(Class<?> benchmark, RunResult run, Table table) {
        Map<String, String> of = new HashMap<>();
        for (String name : run.getParams().getParamsKeys()) {
            of.put(name, run.getParams().getParam(name));
        }
        Result<?> result = run.getPrimaryResult();
        Statistics figures = result.getStatistics();
        if (benchmark == DecisionRate.class) {
            String gang = of.getOrDefault("gang", "");
            String what = gang.equals("1") ? "single pods" : "gangs of " + gang;
            table.line(
                    "%s, %s nodes: pods/s, median (worst)".formatted(what, of.get("nodes")),
                    "%s (%s)"
                            .formatted(
                                    Table.number(figures.getPercentile(50)),
                                    Table.number(figures.getMin())),
                    gang.equals("1")
                            ? "goal 20000; scheduler_perf 680, YuniKorn 410 to 833, Volcano 40 to"
                                    + " 55"
                            : "goal 5000");
        } else {
            String what =
                    benchmark == OneDecision.class
                            ? "one decision, %s nodes (%s)"
                                    .formatted(of.get("nodes"), of.get("with"))
                            : "%s parked (%s), 1 node freed"
                                    .formatted(of.get("parked"), of.get("who"));
            table.line(
                    what + ": us, median (p99)",
                    "%s (%s)"
                            .formatted(
                                    Table.number(figures.getPercentile(50)),
                                    Table.number(figures.getPercentile(99))),
                    benchmark == OneDecision.class
                            ? "goal p99 5000, and flat"
                            : "goal: the same for any number");
        }
    }
}
