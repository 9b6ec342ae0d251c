package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// One training job from its submission to its model and its bill, seen with a user's eyes: HTTP
/// through the gateway.
public final class TrainingRun {

    private static final Set<String> ENDED = Set.of("succeeded", "failed", "stopped");
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final String RUNNING = "running";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration TRANSFER = Duration.ofMinutes(30);
    private static final Duration AFTERMATH = Duration.ofMinutes(2);
    private static final int MODEL_READY = 2;
    private static final int MODEL_FAILED = 3;
    private static final int BILL_CLOSED = 2;
    private static final Map<String, Integer> FIRST_PAGE = Map.of("pageIndex", 1, "pageSize", 50);

    private final HttpClient http;
    private final Surface surface;
    private final String id;

    private TrainingRun(HttpClient http, Surface surface, String id) {
        this.http = http;
        this.surface = surface;
        this.id = id;
    }

    /// What to run on what.
    public record Order(
            String name,
            Uploads.Content algorithm,
            Uploads.Content dataset,
            String imageId,
            String specId,
            String command,
            Map<String, String> parameters) {
        public Order {
            parameters = Map.copyOf(parameters);
        }
    }

    public static TrainingRun submit(HttpClient http, Surface surface, Order order)
            throws IOException, InterruptedException {
        var parameters =
                order.parameters().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> Map.of("key", entry.getKey(), "value", entry.getValue()))
                        .toList();
        Map<String, Object> role =
                Map.of(
                        "name",
                        "main",
                        "command",
                        order.command(),
                        "parameters",
                        parameters,
                        "resourceSpecId",
                        order.specId(),
                        "taskNumber",
                        1,
                        "minFailedTaskCount",
                        1,
                        "minSucceededTaskCount",
                        1,
                        "isMainRole",
                        true);
        Map<String, Object> job =
                Map.of(
                        "name", order.name(),
                        "desc", "",
                        "algorithmId", order.algorithm().id(),
                        "algorithmVersion", order.algorithm().version(),
                        "imageId", order.imageId(),
                        "dataSetId", order.dataset().id(),
                        "dataSetVersion", order.dataset().version(),
                        "isDistributed", false,
                        "config", List.of(role));
        String id = surface.post("/v1/trainmanage/trainjob", job).required("jobId").asString();
        return new TrainingRun(http, surface, id);
    }

    /// A run that was submitted before.
    public static TrainingRun find(HttpClient http, Surface surface, String id) {
        return new TrainingRun(http, surface, id);
    }

    public String id() {
        return id;
    }

    public JsonNode detail() throws IOException, InterruptedException {
        return surface.get("/v1/trainmanage/trainjob/" + id, Map.of()).required("trainJob");
    }

    public String status() throws IOException, InterruptedException {
        return detail().required("status").asString();
    }

    /// Why it waits or ended as it did; empty when there is nothing to say.
    public String reason() throws IOException, InterruptedException {
        return detail().path("reason").asString("");
    }

    public void stop() throws IOException, InterruptedException {
        surface.post("/v1/trainmanage/trainjob/%s/stop".formatted(id), Map.of());
    }

    /// Follows the run to its end and tells each new state once.
    ///
    /// @param log where the job's own output goes while it comes
    /// @return the last state
    public String follow(Duration limit, Consumer<String> states, PrintStream log)
            throws IOException, InterruptedException {
        var follower = new LogFollower(log);
        var last = new String[] {""};
        boolean ended =
                Waiting.until(
                        limit,
                        PAUSE,
                        patient(() -> {
                            String now = status();
                            if (!now.equals(last[0])) {
                                states.accept(now);
                                last[0] = now;
                            }
                            boolean over = ENDED.contains(now);
                            if (over || now.equals(RUNNING)) {
                                follower.printNew();
                            }
                            return over;
                        }));
        if (!ended) {
            throw new IOException("the job is still %s after %s".formatted(last[0], limit));
        }
        // The collector may be a moment behind the job.
        Waiting.until(
                Duration.ofSeconds(5),
                PAUSE,
                patient(() -> !follower.printNew() && follower.printed > 0));
        return last[0];
    }

    /// A question that failed is asked again for a while: a service may be busy restarting, and the
    /// job goes on without it.
    private Waiting.Question patient(Waiting.Question question) {
        var since = new long[] {0};
        return () -> {
            try {
                boolean answer = question.ask();
                since[0] = 0;
                return answer;
            } catch (IOException e) {
                if (e instanceof Surface.RefusedException refused
                        && refused.isLoggedInElsewhere()) {
                    throw new Unable(Unable.Exit.FAILED, Texts.of("run.session", id));
                }
                long now = System.nanoTime();
                since[0] = since[0] == 0 ? now : since[0];
                if (now - since[0] > PATIENCE.toNanos()) {
                    throw e;
                }
                return false;
            }
        };
    }

    /// The job's whole output so far; empty while there is none.
    public String log() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = log(0, HttpResponse.BodyHandlers.ofByteArray());
        return hasContent(answer) ? new String(answer.body(), StandardCharsets.UTF_8) : "";
    }

    private static boolean hasContent(HttpResponse<?> answer) {
        return answer.statusCode() == 200 || answer.statusCode() == 206;
    }

    private <T> HttpResponse<T> log(long from, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(
                                surface.gateway()
                                        .resolve(
                                                "/log/user/trainjob/%s/task0/0/index.log"
                                                        .formatted(id)))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + surface.token());
        if (from > 0) {
            request.header("Range", "bytes=%d-".formatted(from));
        }
        return http.send(request.build(), handler);
    }

    /// Waits for the model that a successful run leaves, and downloads it.
    ///
    /// @param modelName the name that the algorithm gives its models
    /// @return the folder it was unpacked to
    public Path downloadModel(String modelName, Path folder)
            throws IOException, InterruptedException {
        var found = new JsonNode[1];
        boolean ready =
                Waiting.until(
                        AFTERMATH,
                        PAUSE,
                        () -> {
                            Optional<JsonNode> version = modelVersion(modelName);
                            version.ifPresent(each -> found[0] = each);
                            int status =
                                    version.map(each -> each.required("fileStatus").asInt())
                                            .orElse(0);
                            if (status == MODEL_FAILED) {
                                throw new IOException("the platform could not store the model");
                            }
                            return status == MODEL_READY;
                        });
        if (!ready) {
            throw new IOException(
                    "the model was not there %s after the job's end".formatted(AFTERMATH));
        }
        String address =
                surface.get(
                                "/v1/modelmanage/model/%s/version/%s/download"
                                        .formatted(
                                                found[0].required("modelId").asString(),
                                                found[0].required("version").asString()),
                                Map.of("domain", surface.gateway()))
                        .required("downloadUrl")
                        .asString();
        Files.createDirectories(folder);
        Path zip = folder.resolveSibling(folder.getFileName() + ".zip");
        HttpResponse<Path> answer = download(URI.create(address), zip);
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "the download of the model was answered with " + answer.statusCode());
        }
        try (InputStream body = Files.newInputStream(zip)) {
            return Zips.unpack(body, folder);
        }
    }

    private HttpResponse<Path> download(URI address, Path to)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address).build();
        var answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofFile(to));
        try {
            return answer.get(TRANSFER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("the model did not arrive within " + TRANSFER, e);
        } catch (ExecutionException e) {
            throw new IOException("the model could not be downloaded", e.getCause());
        }
    }

    private Optional<JsonNode> modelVersion(String modelName)
            throws IOException, InterruptedException {
        var query = Map.of("pageIndex", 1, "pageSize", 50, "searchKey", modelName);
        for (JsonNode model : surface.get("/v1/modelmanage/mymodel", query).path("models")) {
            if (!model.required("modelName").asString().equals(modelName)) {
                continue;
            }
            String latest = model.required("latestVersion").asString();
            for (JsonNode version :
                    surface.get(
                                    "/v1/modelmanage/model/" + model.required("modelId").asString(),
                                    FIRST_PAGE)
                            .path("modelVersions")) {
                JsonNode detail = version.required("versionDetail");
                if (detail.required("version").asString().equals(latest)) {
                    return Optional.of(detail);
                }
            }
        }
        return Optional.empty();
    }

    /// What the run cost, once its bill is closed.
    public BigDecimal cost() throws IOException, InterruptedException {
        var amount = new BigDecimal[1];
        boolean closed =
                Waiting.until(
                        AFTERMATH,
                        PAUSE,
                        () -> {
                            for (JsonNode record : bills()) {
                                amount[0] = record.required("amount").decimalValue();
                                return record.required("status").asInt() == BILL_CLOSED;
                            }
                            return false;
                        });
        if (!closed) {
            throw new IOException(
                    "the bill was not closed %s after the job's end".formatted(AFTERMATH));
        }
        return amount[0];
    }

    /// The pay records of this run; there is never more than one.
    public List<JsonNode> bills() throws IOException, InterruptedException {
        return surface.get("/v1/billingmanage/user/payrecord", FIRST_PAGE)
                .path("records")
                .valueStream()
                .filter(record -> record.required("bizId").asString().equals(id))
                .toList();
    }

    /// Prints what is new in the job's log, as `tail -f` does.
    private final class LogFollower {

        private final PrintStream out;
        private long printed;

        LogFollower(PrintStream out) {
            this.out = out;
        }

        /// @return whether there was something new
        boolean printNew() throws IOException, InterruptedException {
            HttpResponse<InputStream> answer =
                    log(printed, HttpResponse.BodyHandlers.ofInputStream());
            long before = printed;
            // In pieces: what a job says within a moment may be more than this command may hold.
            try (InputStream body = answer.body()) {
                if (hasContent(answer)) {
                    if (answer.statusCode() == 200) {
                        body.skipNBytes(printed);
                    }
                    var piece = new byte[1 << 16];
                    for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
                        out.write(piece, 0, read);
                        printed += read;
                    }
                    out.flush();
                }
            }
            return printed > before;
        }
    }
}
