package cn.ac.pcl.octopus.local.acceptance;

import cn.ac.pcl.octopus.local.platform.Surface;
import cn.ac.pcl.octopus.local.platform.TrainingRun;
import cn.ac.pcl.octopus.local.platform.Uploads;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;

/// What a user of the tests works with: content made on the spot, names that are never used twice.
final class Workbench {

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final RunningPlatform platform;
    private final Surface user;
    private final Path folder;
    private final Uploads uploads;

    Workbench(RunningPlatform platform, Surface user, Path folder) {
        this.platform = platform;
        this.user = user;
        this.folder = folder;
        this.uploads = new Uploads(platform.http(), user);
    }

    Uploads uploads() {
        return uploads;
    }

    static String newName(String what) {
        return what + "-" + COUNTER.incrementAndGet();
    }

    /// A zip of text files.
    Path zip(String name, Map<String, String> files) throws IOException {
        Path zip = folder.resolve(name + ".zip");
        try (OutputStream file = Files.newOutputStream(zip);
                var out = new ZipOutputStream(file)) {
            for (var entry : files.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return zip;
    }

    Uploads.Content dataset(Map<String, String> files) throws IOException, InterruptedException {
        String name = newName("data");
        Uploads.Content dataset = uploads.createDataset(name, "text", "");
        uploads.uploadDataset(dataset, zip(name, files));
        uploads.awaitDataset(dataset);
        return dataset;
    }

    Uploads.Content algorithm(String modelName, Map<String, String> files)
            throws IOException, InterruptedException {
        String name = newName("code");
        Uploads.Content algorithm = uploads.createAlgorithm("myalgorithm", name, modelName, "");
        uploads.uploadAlgorithm("algorithm", algorithm, zip(name, files));
        uploads.awaitAlgorithm(algorithm);
        return algorithm;
    }

    /// The preset algorithm and dataset of the platform.
    Uploads.Content presetAlgorithm() throws IOException, InterruptedException {
        JsonNode first = first("/v1/algorithmmanage/prealgorithm", "algorithms");
        return new Uploads.Content(
                first.required("algorithmId").asString(),
                first.required("algorithmVersion").asString());
    }

    Uploads.Content presetDataset() throws IOException, InterruptedException {
        JsonNode first = first("/v1/datasetmanage/predataset", "datasets");
        return new Uploads.Content(
                first.required("id").asString(), first.required("latestVersion").asString());
    }

    String image() throws IOException, InterruptedException {
        return first("/v1/imagemanage/preimage", "images").required("id").asString();
    }

    /// An image of the user's own that names an address.
    String image(String address) throws IOException, InterruptedException {
        return user.post(
                        "/v1/imagemanage/image",
                        Map.of(
                                "imageName",
                                newName("image"),
                                "imageVersion",
                                "v1",
                                "imageType",
                                2,
                                "imageDesc",
                                "",
                                "imageAddr",
                                address,
                                "sourceType",
                                2))
                .required("imageId")
                .asString();
    }

    String spec(boolean priced) throws IOException, InterruptedException {
        for (JsonNode spec :
                user.get("/v1/resourcemanage/resourcespec", Map.of())
                        .path("mapResourceSpecIdList")
                        .path("train")
                        .path("resourceSpecs")) {
            if (spec.required("price").asInt() > 0 == priced) {
                return spec.required("id").asString();
            }
        }
        throw new IOException("no spec with that price");
    }

    /// Adds a spec to what the default pool offers for training.
    void offer(String spec) throws IOException, InterruptedException {
        Surface administrator = platform.administrator();
        for (JsonNode pool :
                administrator
                        .get("/v1/resourcemanage/resourcepool", Map.of())
                        .path("resourcePools")) {
            if (pool.required("default").asBoolean()) {
                List<String> nodes = new ArrayList<>();
                pool.path("bindingNodes").forEach(it -> nodes.add(it.asString()));
                var groups = new TreeMap<String, Map<String, List<String>>>();
                pool.path("mapResourceSpecIdList")
                        .forEachEntry((group, offered) -> {
                            List<String> ids = new ArrayList<>();
                            offered.path("resourceSpecIds").forEach(it -> ids.add(it.asString()));
                            groups.put(group, Map.of("resourceSpecIds", ids));
                        });
                groups.merge(
                        "train",
                        Map.of("resourceSpecIds", List.of(spec)),
                        (before, added) -> {
                            List<String> ids = new ArrayList<>(before.get("resourceSpecIds"));
                            ids.add(spec);
                            return Map.of("resourceSpecIds", ids);
                        });
                administrator.put(
                        "/v1/resourcemanage/resourcepool/" + pool.required("id").asString(),
                        Map.of(
                                "desc", pool.path("desc").asString(""),
                                "bindingNodes", nodes,
                                "mapResourceSpecIdList", groups));
            }
        }
    }

    /// A job that runs until it is told to end, and then leaves a model.
    Waiter waiter(String modelName) throws IOException, InterruptedException {
        String mark = newName("here");
        var algorithm =
                algorithm(
                        modelName,
                        Map.of(
                                "main.sh",
                                """
                                touch /model/%s
                                until test -e /model/go; do sleep 0.2; done
                                echo done | tee /model/result
                                """
                                        .formatted(mark)));
        return new Waiter(
                submit(algorithm, presetDataset(), image(), spec(true), "sh main.sh"),
                modelName,
                platform.home().resolve("volume"),
                mark);
    }

    /// A run that waits on the shared volume for its end.
    record Waiter(TrainingRun run, String modelName, Path volume, String mark) {

        boolean waits() throws IOException {
            return place().isPresent();
        }

        void letGo() throws IOException {
            Files.createFile(place().orElseThrow().resolveSibling("go"));
        }

        private Optional<Path> place() throws IOException {
            try (Stream<Path> all = Files.walk(volume)) {
                return all.filter(path -> path.endsWith(mark)).findFirst();
            } catch (UncheckedIOException _) {
                return Optional.empty(); // a folder went while it was walked
            }
        }
    }

    /// Runs a command on the preset content and image.
    TrainingRun run(String command) throws IOException, InterruptedException {
        return submit(presetAlgorithm(), presetDataset(), image(), spec(true), command);
    }

    TrainingRun submit(
            Uploads.Content algorithm,
            Uploads.Content dataset,
            String image,
            String spec,
            String command)
            throws IOException, InterruptedException {
        return TrainingRun.submit(
                platform.http(),
                user,
                new TrainingRun.Order(
                        newName("job"), algorithm, dataset, image, spec, command, Map.of()));
    }

    private JsonNode first(String path, String list) throws IOException, InterruptedException {
        for (JsonNode each : user.get(path, Map.of("pageIndex", 1, "pageSize", 10)).path(list)) {
            return each;
        }
        throw new IOException("the platform has no " + list);
    }
}
