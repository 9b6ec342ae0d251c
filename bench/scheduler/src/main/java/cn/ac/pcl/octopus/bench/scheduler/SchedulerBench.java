package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.core.PoolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The benchmarks of the scheduler's core, one word each.
public final class SchedulerBench {
    private static final String USAGE =
            """
            usage: run throughput
                   run reclaim
                   run traces FOLDER [--seeds N] [--packing whole_devices|pack|spread]
            """;

    private SchedulerBench() {}

    /// Runs the benchmark that the first argument names; exit status 2 for arguments it cannot use.
    public static void main(String[] arguments) throws IOException {
        List<String> words = List.of(arguments);
        if (words.size() >= 2 && words.getFirst().equals("traces")) {
            Path folder = Path.of(words.get(1));
            if (!Files.isDirectory(folder)) {
                refuse("no such folder: " + folder);
            }
            try {
                int seeds = Integer.parseInt(option(words, "--seeds", "10"));
                PoolSpec.Packing packing =
                        PoolSpec.Packing.valueOf(
                                option(words, "--packing", "whole_devices")
                                        .toUpperCase(Locale.ROOT));
                new TraceBench(folder, Math.max(1, seeds), packing, System.out).run();
            } catch (IllegalArgumentException unreadable) {
                refuse(unreadable.toString());
            }
        } else if (words.equals(List.of("throughput"))) {
            new ThroughputBench(System.out).run();
        } else if (words.equals(List.of("reclaim"))) {
            new ReclaimBench(System.out).run();
        } else {
            refuse("");
        }
    }

    private static String option(List<String> words, String name, String otherwise) {
        int at = words.indexOf(name);
        return at < 0 || at + 1 >= words.size() ? otherwise : words.get(at + 1);
    }

    private static void refuse(String why) {
        System.err.println(why);
        System.err.print(USAGE);
        System.exit(2);
    }
}
