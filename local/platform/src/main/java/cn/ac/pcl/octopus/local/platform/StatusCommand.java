package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.platform.Ports.Part;
import cn.ac.pcl.octopus.local.process.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// Shows what runs, and how to reach it.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows what runs; exit code 3 when nothing does.")
final class StatusCommand implements Callable<Integer> {

    private static final String RUNNING = "running";

    @Mixin private final Location location = new Location();

    @Option(names = "--json", description = "For programs; with the passwords.")
    private boolean json;

    /// What `--json` prints.
    record Report(@Nullable URI url, Map<String, Account> accounts, List<Line> processes) {}

    record Account(String username, String password) {}

    record Line(String name, long pid, int port, String state, long rssBytes) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<Status> status = new Background(location).find();
        List<Line> processes = status.isPresent() ? processes(status.get()) : List.of();
        if (json) {
            var report =
                    new Report(status.map(Status::url).orElse(null), accounts(status), processes);
            System.out.println(
                    JsonMapper.shared()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(report));
        } else if (status.isPresent()) {
            print(status.get(), processes);
        } else {
            System.out.println(Texts.of("status.nothing", location.home().directory()));
            long left = Orphans.running(location.home());
            if (left > 0) {
                System.out.println(Texts.of("status.left", left));
            }
        }
        return status.isPresent() ? 0 : Unable.Exit.WRONG_STATE.code();
    }

    private Map<String, Account> accounts(Optional<Status> status) throws IOException {
        if (status.isEmpty()) {
            return Map.of();
        }
        Secrets secrets = Secrets.load(location.home().secrets());
        return new TreeMap<>(
                Map.of(
                        "admin",
                                new Account(Secrets.ADMINISTRATOR, secrets.administratorPassword()),
                        "demo", new Account(Secrets.DEMO_USER, secrets.demoPassword())));
    }

    private static List<Line> processes(Status status) throws InterruptedException {
        var processes = new ArrayList<Line>();
        try (var health = new Health()) {
            for (Status.Entry entry : status.processes()) {
                processes.add(
                        new Line(
                                entry.name(),
                                entry.pid(),
                                entry.port(),
                                state(entry, health),
                                Status.residentBytes(entry.pid())));
            }
        }
        return processes;
    }

    /// The launcher knows whether a process runs; whether it is ready is asked now.
    private static String state(Status.Entry entry, Health health) throws InterruptedException {
        if (!entry.state().equals(RUNNING)) {
            return entry.state();
        }
        boolean ready;
        if (entry.name().equals(Part.MARIADB.label())) {
            ready = ChildProcess.answers(entry.port(), "");
        } else if (entry.name().equals(Part.REDIS.label())) {
            ready = ChildProcess.answers(entry.port(), "PING\r\n");
        } else if (Service.ALL.stream().anyMatch(service -> service.name().equals(entry.name()))) {
            ready = health.isReady(entry.health());
        } else {
            ready = true;
        }
        return ready ? "ready" : "not ready";
    }

    private static void print(Status status, List<Line> processes) {
        System.out.println(Texts.of("up.url", status.url()));
        System.out.printf("%-14s %-11s %8s %6s %9s%n", "NAME", "STATE", "PID", "PORT", "MEMORY");
        long total = 0;
        for (Line process : processes) {
            total += process.rssBytes();
            System.out.printf(
                    "%-14s %-11s %8s %6d %6d MB%n",
                    process.name(),
                    process.state(),
                    process.pid() == 0 ? "-" : Long.toString(process.pid()),
                    process.port(),
                    process.rssBytes() >> 20);
        }
        new TreeMap<>(status.inside())
                .forEach((name, port) ->
                        System.out.printf("%-14s %-11s %8s %6d%n", name, "", "platform", port));
        System.out.printf("%-14s %-11s %8s %6s %6d MB%n", "", "", "", "", total >> 20);
    }
}
