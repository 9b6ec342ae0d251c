package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import cn.ac.pcl.octopus.scheduler.simulator.Saturation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// GPU allocation at saturation on each list of a folder, one line a list: `name mean min max`, in
/// percent. What others reached goes to the standard error, so that the lines can be piped.
@Command(name = "traces", description = "GPU allocation at saturation: name mean min max")
final class TracesCommand implements Callable<Integer> {
    /// What the authors of FGD stored as expected: best fit, FGD.
    private record Expected(double bestFit, double fgd) {}

    private static final Map<String, Expected> EXPECTED =
            Map.ofEntries(
                    Map.entry("default", new Expected(93.1, 95.4)),
                    Map.entry("gpushare40", new Expected(91.7, 94.1)),
                    Map.entry("gpushare60", new Expected(89.4, 91.4)),
                    Map.entry("gpushare80", new Expected(87.0, 89.3)),
                    Map.entry("gpushare100", new Expected(85.0, 86.9)),
                    Map.entry("multigpu20", new Expected(93.9, 95.7)),
                    Map.entry("multigpu30", new Expected(94.7, 96.5)),
                    Map.entry("multigpu40", new Expected(95.2, 97.0)),
                    Map.entry("multigpu50", new Expected(95.7, 97.2)),
                    Map.entry("gpuspec10", new Expected(93.3, 94.9)),
                    Map.entry("gpuspec20", new Expected(93.3, 94.8)),
                    Map.entry("gpuspec25", new Expected(93.2, 94.7)),
                    Map.entry("gpuspec33", new Expected(93.1, 94.5)),
                    Map.entry("cpu050", new Expected(93.8, 95.2)),
                    Map.entry("cpu100", new Expected(93.4, 95.4)),
                    Map.entry("cpu200", new Expected(92.4, 95.0)),
                    Map.entry("cpu250", new Expected(91.4, 93.4)));

    @Parameters(paramLabel = "FOLDER")
    private Path folder = Path.of("");

    @Option(names = "--seeds", defaultValue = "10")
    private int seeds = 10;

    @Option(
            names = "--packing",
            defaultValue = "whole_devices",
            description = "whole_devices, pack or spread")
    private PoolSpec.Packing packing = PoolSpec.Packing.WHOLE_DEVICES;

    @Override
    public Integer call() throws IOException {
        TraceFolder traces = TraceFolder.read(folder);
        PrintStream notes = System.err;
        double ours = 0;
        double theirs = 0;
        int known = 0;
        for (var list : traces.lists().entrySet()) {
            long began = System.nanoTime();
            Saturation saturation = new Saturation(traces.nodes(), list.getValue(), packing);
            DoubleSummaryStatistics percent =
                    LongStream.range(0, Math.max(1, seeds))
                            .parallel()
                            .mapToDouble(seed -> 100 * saturation.run(seed))
                            .summaryStatistics();
            System.out.printf(
                    Locale.ROOT,
                    "%s %.2f %.2f %.2f%n",
                    list.getKey(),
                    percent.getAverage(),
                    percent.getMin(),
                    percent.getMax());
            Expected expected = EXPECTED.get(list.getKey());
            if (expected != null) {
                ours += percent.getAverage();
                theirs += expected.fgd;
                known++;
                notes.printf(
                        Locale.ROOT,
                        "  reference: best fit %.1f, FGD %.1f (ours %+.2f); %.1f s%n",
                        expected.bestFit,
                        expected.fgd,
                        percent.getAverage() - expected.fgd,
                        (System.nanoTime() - began) / 1e9);
            }
        }
        if (known > 0) {
            notes.printf(Locale.ROOT, "mean: ours %.2f, FGD %.2f%n", ours / known, theirs / known);
        }
        return 0;
    }
}
