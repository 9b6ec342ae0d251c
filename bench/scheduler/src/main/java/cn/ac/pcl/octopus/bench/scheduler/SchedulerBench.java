package cn.ac.pcl.octopus.bench.scheduler;

import cn.ac.pcl.octopus.scheduler.simulator.FaultyDocument;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The benchmarks of the scheduler's core, the simulator and the replay of snapshots, one word
/// each.
@Command(
        name = "bench/scheduler/run",
        description =
                "Benchmarks of the scheduler's core. bench/scheduler/README.md says how to read"
                        + " them.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DecisionsCommand.class,
            ReclaimCommand.class,
            SoakCommand.class,
            MemoryCommand.class,
            TracesCommand.class,
            TimesCommand.class,
            SimulateCommand.class,
            ReplayCommand.class,
        })
public final class SchedulerBench {
    private SchedulerBench() {}

    /// Runs what the first argument names; exit status 2 for arguments and files it cannot use.
    public static void main(String[] arguments) {
        CommandLine command =
                new CommandLine(new SchedulerBench()).setCaseInsensitiveEnumValuesAllowed(true);
        command.setExecutionExceptionHandler((failure, line, _) -> {
            if (failure instanceof FaultyDocument || failure instanceof IOException) {
                line.getErr().println(failure.getMessage());
                return 2;
            }
            throw failure;
        });
        System.exit(command.execute(arguments));
    }
}
