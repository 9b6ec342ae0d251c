package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import cn.ac.pcl.octopus.scheduler.simulator.Saturation;
import cn.ac.pcl.octopus.scheduler.simulator.Trace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// GPU allocation at saturation on each list of a folder, one line a list: `name mean min max`.
final class TraceBench {
    private static final String PREFIX = "openb_pod_list_";

    private final Path folder;
    private final int seeds;
    private final PoolSpec.Packing packing;
    private final PrintStream out;

    TraceBench(Path folder, int seeds, PoolSpec.Packing packing, PrintStream out) {
        this.folder = folder;
        this.seeds = seeds;
        this.packing = packing;
        this.out = out;
    }

    void run() throws IOException {
        List<NodeSpec> nodes =
                Trace.nodes(folder.resolve("openb_node_list_gpu_node.csv"), Map.of());
        List<Path> lists;
        try (Stream<Path> files = Files.list(folder)) {
            lists =
                    files.filter(file -> name(file).startsWith(PREFIX))
                            .filter(file -> name(file).endsWith(".csv"))
                            .sorted()
                            .toList();
        }
        for (Path list : lists) {
            Saturation saturation = new Saturation(nodes, Trace.pods(list), packing);
            DoubleSummaryStatistics percent =
                    LongStream.range(0, seeds)
                            .parallel()
                            .mapToDouble(seed -> 100 * saturation.run(seed))
                            .summaryStatistics();
            String name = name(list);
            out.printf(
                    Locale.ROOT,
                    "%s %.2f %.2f %.2f%n",
                    name.substring(PREFIX.length(), name.length() - ".csv".length()),
                    percent.getAverage(),
                    percent.getMin(),
                    percent.getMax());
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
