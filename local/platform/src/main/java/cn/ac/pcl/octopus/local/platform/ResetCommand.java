package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.stores.Directories;
import java.io.Console;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Forgets everything.
@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description = "Stops the platform and deletes everything it stored, passwords included.")
final class ResetCommand implements Callable<Integer> {

    @Mixin private final Location location = new Location();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() throws Exception {
        Home home = location.home();
        if (!Files.isDirectory(home.directory())) {
            System.out.println(Texts.of("reset.nothing"));
            return 0;
        }
        // Only what a platform has made: a mistyped --home must not cost anything.
        if (!home.isOurs()) {
            throw new Unable(Unable.Exit.WRONG_STATE, Texts.of("reset.foreign", home.directory()));
        }
        if (!yes && !isWanted(home)) {
            return Unable.Exit.FAILED.code();
        }
        DownCommand.stop(location);
        Directories.delete(home.directory());
        System.out.println(Texts.of("reset.done", home.directory()));
        return 0;
    }

    /// Asks; where nobody can answer, only `--yes` counts.
    private static boolean isWanted(Home home) {
        Console terminal =
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .orElseThrow(() ->
                                new Unable(
                                        Unable.Exit.USAGE,
                                        Texts.of("reset.unasked", home.directory())));
        String answer = terminal.readLine("%s ", Texts.of("reset.ask", home.directory()));
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }
}
