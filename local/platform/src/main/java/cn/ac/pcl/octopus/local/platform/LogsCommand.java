package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints the log of a process.
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description =
                "Prints the log of a process: a service, mariadb, redis or platform (with"
                        + " api-server and objects).")
final class LogsCommand implements Callable<Integer> {

    private static final String API_SERVER = "api-server";
    private static final String OBJECTS = "objects";
    private static final Duration PAUSE = Duration.ofMillis(250);

    @Mixin private final Location location = new Location();

    @Parameters(paramLabel = "SERVICE", description = "Whose log.")
    private String name = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Keep printing what comes, until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Home home = location.home();
        Path file = file(home);
        if (!Files.exists(file)) {
            throw new Unable(
                    Unable.Exit.WRONG_STATE, Texts.of("logs.none", name, home.directory()));
        }
        try (var in = FileChannel.open(file)) {
            WritableByteChannel out = Channels.newChannel(System.out);
            long shown = 0;
            while (true) {
                if (in.size() < shown) {
                    shown = 0; // it was rotated
                }
                long more = in.transferTo(shown, in.size() - shown, out);
                shown += more;
                System.out.flush();
                if (more == 0 && !follow) {
                    return 0;
                }
                if (more == 0) {
                    Waiting.pause(PAUSE);
                }
            }
        }
    }

    private Path file(Home home) {
        var names = new ArrayList<>(List.of("mariadb", "redis", "platform", API_SERVER, OBJECTS));
        Service.ALL.forEach(service -> names.add(service.name()));
        if (!names.contains(name)) {
            throw new Unable(
                    Unable.Exit.USAGE, Texts.of("logs.unknown", name, String.join(", ", names)));
        }
        return switch (name) {
            case "mariadb" -> home.mariadbLog();
            case "redis" -> home.redisLog();
            case API_SERVER, OBJECTS -> home.log("platform"); // they run inside it
            default -> home.log(name);
        };
    }
}
