package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command `./octopus`.
@Command(
        name = "octopus",
        mixinStandardHelpOptions = true,
        versionProvider = Octopus.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs the whole Octopus platform on this machine.",
        subcommands = {
            UpCommand.class,
            DemoCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            DownCommand.class,
            ResetCommand.class
        })
public final class Octopus {

    /// What begins the sentence that says why a command could not go on.
    static final String PREFIX = "octopus: ";

    private static final int FAILED = Unable.Exit.FAILED.code();

    private Octopus() {}

    /// As the build wrote it into the jar.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Octopus.class.getPackage().getImplementationVersion();
            return new String[] {"octopus " + (version == null ? "(not built)" : version)};
        }
    }

    public static void main(String[] arguments) {
        // The texts may be Chinese whatever encoding a bare shell asks for.
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.setOut(out);
        System.setErr(err);
        int exit =
                new CommandLine(new Octopus())
                        .setExecutionExceptionHandler((failure, line, result) -> {
                            err.println(PREFIX + sentence(failure));
                            return failure instanceof Unable unable ? unable.exitCode() : FAILED;
                        })
                        .execute(arguments);
        System.exit(exit);
    }

    /// One sentence for whatever went wrong.
    static String sentence(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("No space left on device")) {
                return Texts.of("disk.full.now");
            }
        }
        if (failure instanceof InterruptedException) {
            return Texts.of("interrupted");
        }
        if (failure instanceof ConnectException) {
            return Texts.of("gateway.gone");
        }
        String message = failure.getMessage();
        boolean speaks = failure instanceof Unable || failure instanceof IOException;
        return speaks && message != null ? message : failure.toString();
    }
}
