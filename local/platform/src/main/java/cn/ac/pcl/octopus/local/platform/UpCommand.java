package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Starts the platform and keeps it running until Ctrl-C.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts everything and keeps it running until Ctrl-C.")
final class UpCommand implements Callable<Integer> {

    @Mixin private final Location location = new Location();

    @Mixin private final Start start = new Start();

    @Option(
            names = {"-d", "--detach"},
            description = "Return when the platform is ready and leave it running.")
    private boolean detach;

    /// Options of everything that may start a platform.
    static final class Start {
        @Option(
                names = "--port-base",
                paramLabel = "PORT",
                defaultValue = "8000",
                description =
                        "The gateway's port, the others follow; 0 takes free ones (default: 8000).")
        private int portBase = Ports.DEFAULT_BASE;

        @Option(
                names = "--port",
                paramLabel = "NAME=PORT",
                description = "The port of one part, such as mariadb=3306; repeatable.")
        private final Map<String, Integer> ports = new LinkedHashMap<>();

        @Option(
                names = "--listen",
                paramLabel = "ADDRESS",
                defaultValue = "127.0.0.1",
                description = "Where the gateway listens (default: 127.0.0.1, this machine only).")
        private String listen = "127.0.0.1";

        @Option(
                names = "--kubeconfig",
                paramLabel = "FILE",
                description =
                        "Use that cluster instead of the embedded one; KUBECONFIG does the same.")
        private @Nullable Path kubeconfig;

        /// @throws Unable before anything is touched, when they cannot be met
        Platform.Options options(Location location) throws IOException {
            var options =
                    new Platform.Options(
                            location.root(),
                            location.home(),
                            Ports.of(portBase, ports),
                            cluster(location.home()),
                            address());
            if (Files.notExists(location.home().directory())) {
                // Nothing of an earlier life can hold them: no home is made in vain.
                options.requireFreePorts();
            }
            return options;
        }

        /// An address of this machine, which the gateway can listen on.
        private InetAddress address() throws IOException {
            try {
                InetAddress address = InetAddress.getByName(listen);
                if (address.isAnyLocalAddress()
                        || address.isLoopbackAddress()
                        || NetworkInterface.getByInetAddress(address) != null) {
                    return address;
                }
            } catch (UnknownHostException _) {
                // no name of anything
            }
            throw new Unable(Unable.Exit.USAGE, Texts.of("listen.unknown", listen));
        }

        /// The same for another process, wherever it runs.
        List<String> arguments(Home home) {
            var arguments = new ArrayList<String>();
            arguments.add("--port-base=" + portBase);
            ports.forEach((name, port) -> arguments.add("--port=%s=%d".formatted(name, port)));
            arguments.add("--listen=" + listen);
            cluster(home).ifPresent(path -> arguments.add("--kubeconfig=" + path));
            return arguments;
        }

        /// The cluster to use; the kubeconfig of the embedded one, which `up` tells its users to
        /// export, means the embedded one.
        private Optional<Path> cluster(Home home) {
            String variable = System.getenv("KUBECONFIG");
            Path given = kubeconfig;
            if (given == null && variable != null && !variable.isBlank()) {
                given = Path.of(variable);
            }
            if (given == null || given.toAbsolutePath().normalize().equals(home.kubeconfig())) {
                return Optional.empty();
            }
            if (!Files.isReadable(given) || Files.isDirectory(given)) {
                throw new Unable(Unable.Exit.LACKING, Texts.of("kubeconfig.missing", given));
            }
            return Optional.of(given.toAbsolutePath());
        }
    }

    @Override
    public Integer call() throws Exception {
        Home home = location.home();
        Platform.Options options = start.options(location);
        if (detach) {
            Status status = new Background(location).start(start.arguments(home), System.out);
            say(home, status);
            System.out.println(Texts.of("up.detached"));
            return 0;
        }
        home.create();
        LaunchLog.writeTo(home.log("platform"));
        var progress = new Progress(System.out);
        progress.say(Texts.of("up.starting", home.directory()));
        var stopped = new CountDownLatch(1);
        try (var platform = Platform.claim(options, progress)) {
            var hook =
                    new Thread(() -> {
                        progress.say(Texts.of("up.stopping"));
                        platform.stop();
                        progress.say(Texts.of("up.stopped"));
                        stopped.countDown();
                    });
            Runtime.getRuntime().addShutdownHook(hook);
            platform.start();
            Status status = Status.read(home.state()).orElseThrow();
            progress.line("octopus", Texts.of("up.ready"));
            say(home, status);
            System.out.println(Texts.of("up.stop"));
            stopped.await();
        }
        return 0;
    }

    private static void say(Home home, Status status) {
        System.out.println();
        System.out.println(Texts.of("up.url", status.url()));
        System.out.println(
                Texts.of("up.accounts", Secrets.ADMINISTRATOR, Secrets.DEMO_USER, home.secrets()));
        System.out.println(Texts.of("up.kubectl", status.kubeconfig()));
    }
}
