package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What a newcomer finds: a user with a balance, specs, an image, a dataset and an algorithm, so
/// that the first job runs at once.
///
/// Everything goes through the REST surfaces as an administrator's script would do it, and each
/// step looks first whether it was done: a second run changes nothing, a run that was killed
/// half-way is completed by the next.
final class Seed {

    static final String IMAGE_NAME = "python";
    static final String IMAGE_VERSION = "v3";
    static final String IMAGE_ADDRESS = "octopus.local/python:3";
    static final String PRICED_SPEC = "1 CPU, 512 MiB, 360 an hour";
    static final String FREE_SPEC = "1 CPU, 256 MiB, free";
    static final String DATASET = "flowers";
    static final String ALGORITHM = "flower-classifier";

    private static final int BALANCE = 10_000;
    private static final int PRICE_PER_HOUR = 360;
    private static final int TRAINING_IMAGE = 2;
    private static final int REMOTE_IMAGE = 2;
    private static final Map<String, Integer> FIRST_HUNDRED =
            Map.of("pageIndex", 1, "pageSize", 99);

    private final HttpClient http;
    private final URI gateway;
    private final Secrets secrets;
    private final Path examples;
    private final Path scratch;
    private final Surface administrator;

    Seed(HttpClient http, URI gateway, Secrets secrets, Path examples, Path scratch) {
        this.http = http;
        this.gateway = gateway;
        this.secrets = secrets;
        this.examples = examples;
        this.scratch = scratch;
        this.administrator = Surface.ofAdministrators(http, gateway);
    }

    void sow() throws IOException, InterruptedException {
        administrator.logIn(Secrets.ADMINISTRATOR, secrets.administratorPassword());
        String user = user();
        balance(user);
        offer(List.of(spec(PRICED_SPEC, PRICE_PER_HOUR, "512Mi"), spec(FREE_SPEC, 0, "256Mi")));
        image();
        dataset();
        algorithm();
    }

    private String user() throws IOException, InterruptedException {
        Optional<JsonNode> found =
                find("/v1/usermanage/user", "users", "email", Secrets.DEMO_USER, Secrets.DEMO_USER);
        if (found.isPresent()) {
            return found.get().required("id").asString();
        }
        return administrator
                .post(
                        "/v1/usermanage/user",
                        Map.of(
                                "fullName",
                                "Demo",
                                "email",
                                Secrets.DEMO_USER,
                                "password",
                                secrets.demoPassword(),
                                "gender",
                                1))
                .required("id")
                .asString();
    }

    /// A user who was never given anything gets the first balance; one who spent it does not.
    private void balance(String user) throws IOException, InterruptedException {
        Surface own =
                Surface.ofUsers(http, gateway).logIn(Secrets.DEMO_USER, secrets.demoPassword());
        int recharges =
                own.get("/v1/billingmanage/user/rechargerecord", FIRST_HUNDRED)
                        .required("totalSize")
                        .asInt();
        if (recharges == 0) {
            administrator.post(
                    "/v1/billingmanage/user/%s/recharge".formatted(user),
                    Map.of("amount", BALANCE));
        }
    }

    private String spec(String name, int price, String memory)
            throws IOException, InterruptedException {
        for (JsonNode spec :
                administrator
                        .get("/v1/resourcemanage/resourcespec", Map.of())
                        .path("resourceSpecs")) {
            if (spec.required("name").asString().equals(name)) {
                return spec.required("id").asString();
            }
        }
        return administrator
                .post(
                        "/v1/resourcemanage/resourcespec",
                        Map.of(
                                "name", name,
                                "price", price,
                                "resourceQuantity", Map.of("cpu", "1", "memory", memory)))
                .required("id")
                .asString();
    }

    /// Names the specs in the default pool, beside those that an administrator has put there.
    private void offer(List<String> specs) throws IOException, InterruptedException {
        for (JsonNode pool :
                administrator
                        .get("/v1/resourcemanage/resourcepool", Map.of())
                        .path("resourcePools")) {
            if (!pool.required("default").asBoolean()) {
                continue;
            }
            boolean complete = true;
            var offered = new TreeMap<String, Map<String, List<String>>>();
            for (String use : List.of("debug", "train", "deploy")) {
                List<String> ids =
                        texts(pool.path("mapResourceSpecIdList").path(use).path("resourceSpecIds"));
                complete &= ids.containsAll(specs);
                specs.stream().filter(id -> !ids.contains(id)).forEach(ids::add);
                offered.put(use, Map.of("resourceSpecIds", ids));
            }
            if (!complete) {
                var body = new HashMap<String, Object>();
                body.put("desc", pool.path("desc").asString(""));
                body.put("bindingNodes", texts(pool.path("bindingNodes")));
                body.put("mapResourceSpecIdList", offered);
                administrator.put(
                        "/v1/resourcemanage/resourcepool/" + pool.required("id").asString(), body);
            }
            return;
        }
        throw new IOException("the platform has no default pool yet");
    }

    private void image() throws IOException, InterruptedException {
        if (find("/v1/imagemanage/preimage", "images", "imageName", IMAGE_NAME, IMAGE_NAME)
                .isEmpty()) {
            administrator.post(
                    "/v1/imagemanage/preimage",
                    Map.of(
                            "imageName", IMAGE_NAME,
                            "imageVersion", IMAGE_VERSION,
                            "imageType", TRAINING_IMAGE,
                            "imageDesc", "python3 of this machine",
                            "imageAddr", IMAGE_ADDRESS,
                            "sourceType", REMOTE_IMAGE));
        }
    }

    private void dataset() throws IOException, InterruptedException {
        var uploads = new Uploads(http, administrator);
        Optional<JsonNode> found =
                find("/v1/datasetmanage/predataset", "datasets", "name", DATASET, DATASET);
        Uploads.Content dataset =
                found.isPresent()
                        ? new Uploads.Content(
                                found.get().required("id").asString(),
                                found.get().required("latestVersion").asString())
                        : uploads.createDataset(DATASET, "table", "360 flowers of three species");
        if (uploads.datasetStatus(dataset) != Uploads.READY) {
            uploads.uploadDataset(dataset, pack("data", "flowers-data.zip"));
            uploads.awaitDataset(dataset);
        }
    }

    private void algorithm() throws IOException, InterruptedException {
        var uploads = new Uploads(http, administrator);
        Optional<JsonNode> found =
                find(
                        "/v1/algorithmmanage/prealgorithm",
                        "algorithms",
                        "algorithmName",
                        ALGORITHM,
                        ALGORITHM);
        Uploads.Content algorithm =
                found.isPresent()
                        ? new Uploads.Content(
                                found.get().required("algorithmId").asString(),
                                found.get().required("algorithmVersion").asString())
                        : uploads.createAlgorithm(
                                "prealgorithm",
                                ALGORITHM,
                                "flower-model",
                                "Classifies the rows of a table");
        if (uploads.algorithmStatus(algorithm) != Uploads.READY) {
            uploads.uploadAlgorithm("prealgorithm", algorithm, pack("code", "flowers-code.zip"));
            uploads.awaitAlgorithm(algorithm);
        }
    }

    private Path pack(String folder, String name) throws IOException {
        Files.createDirectories(scratch);
        return Zips.pack(examples.resolve("flowers").resolve(folder), scratch.resolve(name));
    }

    private Optional<JsonNode> find(
            String path, String list, String field, String value, String searchKey)
            throws IOException, InterruptedException {
        var query = new HashMap<String, Object>(FIRST_HUNDRED);
        query.put("searchKey", searchKey);
        for (JsonNode each : administrator.get(path, query).path(list)) {
            if (each.required(field).asString().equals(value)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(each -> texts.add(each.asString()));
        return texts;
    }
}
