package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Trains a model as a user would: plain HTTP through the gateway, nothing but what any script
/// could do.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a model from data and code, downloads it and says what it cost.",
            "Starts the platform first when none runs, and leaves it running."
        })
final class DemoCommand implements Callable<Integer> {

    private static final Duration LONGEST_JOB = Duration.ofHours(24);
    private static final List<String> SAMPLE = List.of("6.1", "2.9", "4.6", "1.4");

    @Mixin private final Location location = new Location();

    @Mixin private final UpCommand.Start start = new UpCommand.Start();

    @ArgGroup(
            exclusive = false,
            heading = "Your own work instead of the example (all three together):%n")
    private @Nullable Own own;

    /// The user's own data and code.
    static final class Own {
        @Option(
                names = "--data",
                required = true,
                paramLabel = "ZIP",
                description = "A zip that the job sees unpacked at /dataset.")
        private Path data = Path.of("");

        @Option(
                names = "--code",
                required = true,
                paramLabel = "ZIP",
                description = "A zip that the job sees unpacked at /code, where its command runs.")
        private Path code = Path.of("");

        @Option(
                names = "--command",
                required = true,
                paramLabel = "COMMAND",
                description = "What to run; files it leaves in /model become the model.")
        private String command = "";
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = System.out;
        if (own != null) {
            requireZip(own.data);
            requireZip(own.code);
        }
        var background = new Background(location);
        Optional<Status> running = background.find().filter(Status::usable);
        boolean started = running.isEmpty();
        Status status = started ? begin(background, out) : running.get();
        Secrets secrets = Secrets.load(location.home().secrets());
        try (HttpClient http = Surface.client()) {
            Surface user = Surface.ofUsers(http, status.url());
            train(http, user, secrets, out);
        }
        if (started) {
            out.println(Texts.of("demo.stays", status.url()));
        }
        return 0;
    }

    /// Ctrl-C while the platform starts stops it again; once the demo runs, the platform stays.
    private Status begin(Background background, PrintStream out)
            throws IOException, InterruptedException {
        if (background.launcher().isPresent()) {
            throw new Unable(Unable.Exit.WRONG_STATE, Texts.of("demo.starting"));
        }
        start.options(location);
        var stop =
                new Thread(() -> {
                    try {
                        DownCommand.stop(location);
                    } catch (IOException | InterruptedException e) {
                        System.err.println("octopus: " + e.getMessage());
                    }
                });
        Runtime.getRuntime().addShutdownHook(stop);
        Status status = background.start(start.arguments(location.home()), out);
        Runtime.getRuntime().removeShutdownHook(stop);
        out.println();
        return status;
    }

    private void train(HttpClient http, Surface user, Secrets secrets, PrintStream out)
            throws IOException, InterruptedException {
        Instant now = Clock.systemUTC().instant();
        String name = "demo-" + now.toString().replaceAll("[^0-9]", "").substring(2, 17);
        Path scratch =
                Files.createDirectories(location.home().directory().resolve("demo").resolve(name));
        var progress = new Progress(out);

        user.logIn(Secrets.DEMO_USER, secrets.demoPassword());
        progress.line("login", Texts.of("demo.login", Secrets.DEMO_USER));

        Path data = own != null ? own.data : example("data", scratch);
        Path code = own != null ? own.code : example("code", scratch);
        String command = own != null ? own.command : "python3 train.py";
        Map<String, String> parameters = own != null ? Map.of() : Map.of("epochs", "2000");

        var uploads = new Uploads(http, user);
        Uploads.Content dataset = uploads.createDataset(name, "table", "");
        uploads.uploadDataset(dataset, data);
        uploads.awaitDataset(dataset);
        progress.line("dataset", Texts.of("demo.unpacked", data.getFileName(), size(data)));

        Uploads.Content algorithm = uploads.createAlgorithm("myalgorithm", name, name, "");
        uploads.uploadAlgorithm("algorithm", algorithm, code);
        uploads.awaitAlgorithm(algorithm);
        progress.line("algorithm", Texts.of("demo.unpacked", code.getFileName(), size(code)));

        JsonNode image = image(user);
        JsonNode spec = spec(user);
        progress.line("image", image.required("imageAddr").asString());
        progress.line("spec", spec.required("name").asString());

        var order =
                new TrainingRun.Order(
                        name,
                        algorithm,
                        dataset,
                        image.required("id").asString(),
                        spec.required("id").asString(),
                        command,
                        parameters);
        TrainingRun run = TrainingRun.submit(http, user, order);
        progress.line("job", run.id());
        String end = run.follow(LONGEST_JOB, state -> progress.line("job", state), out);
        if (!end.equals("succeeded")) {
            throw new Unable(
                    Unable.Exit.FAILED, Texts.of("demo.ended", run.id(), end, run.reason()));
        }
        Path model = run.downloadModel(name, scratch.resolve("model"));
        progress.line("model", model.toString());
        if (own == null) {
            progress.line("prediction", predict(model));
        }
        BigDecimal cost = run.cost();
        JsonNode account =
                user.get("/v1/billingmanage/user", Map.of())
                        .required("billingUser")
                        .required("amount");
        progress.line("cost", Texts.of("demo.cost", cost.toPlainString(), account.asString()));
    }

    private static JsonNode image(Surface user) throws IOException, InterruptedException {
        for (JsonNode image :
                user.get("/v1/imagemanage/preimage", Map.of("pageIndex", 1, "pageSize", 99))
                        .path("images")) {
            if (image.required("imageAddr").asString().equals(Seed.IMAGE_ADDRESS)) {
                return image;
            }
        }
        throw new Unable(Unable.Exit.FAILED, Texts.of("demo.lacks", Seed.IMAGE_ADDRESS));
    }

    private static JsonNode spec(Surface user) throws IOException, InterruptedException {
        JsonNode offered =
                user.get("/v1/resourcemanage/resourcespec", Map.of())
                        .path("mapResourceSpecIdList")
                        .path("train")
                        .path("resourceSpecs");
        for (JsonNode spec : offered) {
            if (spec.required("name").asString().equals(Seed.PRICED_SPEC)) {
                return spec;
            }
        }
        throw new Unable(Unable.Exit.FAILED, Texts.of("demo.lacks", Seed.PRICED_SPEC));
    }

    private Path example(String folder, Path scratch) throws IOException {
        return Zips.pack(
                location.root().resolve("examples/flowers").resolve(folder),
                scratch.resolve("flowers-" + folder + ".zip"));
    }

    /// Loads the downloaded model with the example's own script.
    private String predict(Path model) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("python3", "-B", "predict.py"));
        command.add(model.resolve("model.json").toString());
        command.addAll(SAMPLE);
        Process process =
                new ProcessBuilder(command)
                        .directory(location.root().resolve("examples/flowers/code").toFile())
                        .redirectErrorStream(true)
                        .start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new Unable(Unable.Exit.FAILED, Texts.of("demo.prediction.failed", said));
        }
        return said;
    }

    private static void requireZip(Path zip) {
        if (!Files.isReadable(zip) || !zip.toString().endsWith(".zip")) {
            throw new Unable(Unable.Exit.LACKING, Texts.of("demo.no-zip", zip));
        }
    }

    private static String size(Path file) throws IOException {
        long bytes = Files.size(file);
        return bytes < 10_000
                ? bytes + " B"
                : bytes < 10_000_000 ? bytes / 1000 + " kB" : bytes / 1_000_000 + " MB";
    }
}
