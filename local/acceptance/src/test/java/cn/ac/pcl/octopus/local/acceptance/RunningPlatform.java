package cn.ac.pcl.octopus.local.acceptance;

import cn.ac.pcl.octopus.local.platform.Surface;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One platform for all tests of this module: the launcher and the services from the jars of this
/// build, in a state directory of its own, on free ports. It starts with the first test class that
/// names it and stops after the last.
final class RunningPlatform implements BeforeAllCallback, ParameterResolver, AutoCloseable {

    private static final ExtensionContext.Namespace HERE =
            ExtensionContext.Namespace.create(RunningPlatform.class);
    private static final Path ROOT = Path.of(System.getProperty("octopus.root"));

    private final Path home = Path.of("target", "platform").toAbsolutePath();
    private final HttpClient http = Surface.client();

    /// What a command printed and how it ended.
    record Outcome(int exit, String output) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        shared(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningPlatform.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context);
    }

    private static RunningPlatform shared(ExtensionContext context) {
        return context.getRoot()
                .getStore(HERE)
                .computeIfAbsent("platform", _ -> start(), RunningPlatform.class);
    }

    private static RunningPlatform start() {
        var platform = new RunningPlatform();
        try {
            platform.octopus("reset", "--yes");
            platform.up();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return platform;
    }

    /// Ends as badly as a platform can, its launcher killed: `down` must leave nothing of it.
    @Override
    public void close() {
        try (http) {
            kill(pid("platform"));
            octopus("down");
            requireNothingLeft();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the platform was not stopped", e);
        }
    }

    /// Starts it again after a test has stopped it.
    void up() throws IOException, InterruptedException {
        Outcome up = octopus("up", "--detach", "--port-base=0");
        if (up.exit() != 0) {
            throw new IllegalStateException("the platform did not start:\n" + up.output());
        }
    }

    static void kill(long pid) {
        ProcessHandle victim = ProcessHandle.of(pid).orElseThrow();
        victim.destroyForcibly();
        victim.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /// No process may be left whose command line names the state directory: launcher, services,
    /// stores and the leaders of containers all do.
    void requireNothingLeft() {
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            String line = commandLine(process);
            if (line.contains(home.toString())) {
                throw new IllegalStateException("still runs: %d %s".formatted(process.pid(), line));
            }
        }
    }

    private static String commandLine(ProcessHandle process) {
        try {
            Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
            return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ');
        } catch (IOException _) {
            return ""; // it ended
        }
    }

    Path home() {
        return home;
    }

    HttpClient http() {
        return http;
    }

    /// Runs a command of `./octopus` to its end.
    Outcome octopus(String... arguments) throws IOException, InterruptedException {
        return octopusAt(home, arguments);
    }

    /// The same for a platform elsewhere.
    Outcome octopusAt(Path directory, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Doctopus.root=" + ROOT,
                        "-jar",
                        ROOT.resolve("local/platform/target/octopus-launcher.jar").toString()));
        command.addAll(List.of(arguments));
        command.add("--home=" + directory);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeAll(List.of("KUBECONFIG", "OCTOPUS_HOME", "LC_ALL", "LANG"));
        Path said = Files.createTempFile("octopus", ".out");
        Process process = builder.redirectOutput(said.toFile()).start();
        if (!process.waitFor(8, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        String output = Files.readString(said, StandardCharsets.UTF_8);
        Files.delete(said);
        return new Outcome(process.exitValue(), output);
    }

    JsonNode status() throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(octopus("status", "--json").output());
    }

    long pid(String process) throws IOException, InterruptedException {
        for (JsonNode each : status().required("processes")) {
            if (each.required("name").asString().equals(process)) {
                return each.required("pid").asLong();
            }
        }
        throw new IllegalArgumentException("no process " + process);
    }

    URI gateway() throws IOException, InterruptedException {
        return URI.create(status().required("url").asString());
    }

    Surface demoUser() throws IOException, InterruptedException {
        JsonNode status = status();
        JsonNode account = status.required("accounts").required("demo");
        return Surface.ofUsers(http, URI.create(status.required("url").asString()))
                .logIn(
                        account.required("username").asString(),
                        account.required("password").asString());
    }

    Surface administrator() throws IOException, InterruptedException {
        JsonNode status = status();
        JsonNode account = status.required("accounts").required("admin");
        return Surface.ofAdministrators(http, URI.create(status.required("url").asString()))
                .logIn(
                        account.required("username").asString(),
                        account.required("password").asString());
    }

    /// A new account of the users' surface, logged in.
    Surface newUser(String email, int balance) throws IOException, InterruptedException {
        Surface administrator = administrator();
        String id =
                administrator
                        .post(
                                "/v1/usermanage/user",
                                Map.of(
                                        "fullName",
                                        "Someone",
                                        "email",
                                        email,
                                        "password",
                                        password(email),
                                        "gender",
                                        2))
                        .required("id")
                        .asString();
        if (balance > 0) {
            administrator.post(
                    "/v1/billingmanage/user/%s/recharge".formatted(id), Map.of("amount", balance));
        }
        return Surface.ofUsers(http, administrator.gateway()).logIn(email, password(email));
    }

    /// The password of an account that [#newUser] made.
    static String password(String email) {
        return "quite-long-" + email.hashCode();
    }
}
