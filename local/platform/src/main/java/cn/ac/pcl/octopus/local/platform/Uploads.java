package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Brings zips into the platform: ask for an address, PUT the file there, confirm, wait until it is
/// unpacked.
///
/// Both surfaces offer the same three steps; only algorithms of administrators have a path of their
/// own.
public final class Uploads {

    private static final Duration TRANSFER = Duration.ofMinutes(30);
    private static final Duration UNPACKING = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(200);

    static final int READY = 3;
    private static final int FAILED = 4;

    private final HttpClient http;
    private final Surface surface;

    public Uploads(HttpClient http, Surface surface) {
        this.http = http;
        this.surface = surface;
    }

    /// A version of a dataset or an algorithm.
    public record Content(String id, String version) {}

    public Content createDataset(String name, String type, String description)
            throws IOException, InterruptedException {
        JsonNode created =
                surface.post(
                        "/v1/datasetmanage/dataset",
                        Map.of("name", name, "type", type, "desc", description));
        return new Content(text(created, "id"), text(created, "version"));
    }

    public void uploadDataset(Content dataset, Path zip) throws IOException, InterruptedException {
        String path =
                "/v1/datasetmanage/dataset/%s/version/%s"
                        .formatted(dataset.id(), dataset.version());
        transfer(path, zip);
    }

    public void awaitDataset(Content dataset) throws IOException, InterruptedException {
        await("dataset", "status", () -> datasetVersion(dataset));
    }

    /// 1 waiting, 2 unpacking, 3 ready, 4 failed.
    public int datasetStatus(Content dataset) throws IOException, InterruptedException {
        return datasetVersion(dataset).required("status").asInt();
    }

    private JsonNode datasetVersion(Content dataset) throws IOException, InterruptedException {
        JsonNode versions =
                surface.get(
                                "/v1/datasetmanage/dataset/%s/version".formatted(dataset.id()),
                                Map.of("pageIndex", 1, "pageSize", 50))
                        .required("versions");
        for (JsonNode version : versions) {
            if (text(version, "version").equals(dataset.version())) {
                return version;
            }
        }
        throw new IOException(
                "dataset %s has no version %s".formatted(dataset.id(), dataset.version()));
    }

    /// @param kind `myalgorithm` on the users' surface, `prealgorithm` on the administrators'
    public Content createAlgorithm(String kind, String name, String modelName, String description)
            throws IOException, InterruptedException {
        JsonNode created =
                surface.post(
                        "/v1/algorithmmanage/" + kind,
                        Map.of(
                                "algorithmName", name,
                                "modelName", modelName,
                                "algorithmDescript", description,
                                "isEmpty", false));
        return new Content(text(created, "algorithmId"), text(created, "version"));
    }

    /// @param kind `algorithm` on the users' surface, `prealgorithm` on the administrators'
    public void uploadAlgorithm(String kind, Content algorithm, Path zip)
            throws IOException, InterruptedException {
        transfer(
                "/v1/algorithmmanage/%s/%s/version/%s"
                        .formatted(kind, algorithm.id(), algorithm.version()),
                zip);
    }

    public void awaitAlgorithm(Content algorithm) throws IOException, InterruptedException {
        await("algorithm", "fileStatus", () -> algorithmVersion(algorithm));
    }

    /// 1 waiting, 2 unpacking, 3 ready, 4 failed.
    public int algorithmStatus(Content algorithm) throws IOException, InterruptedException {
        return algorithmVersion(algorithm).required("fileStatus").asInt();
    }

    private JsonNode algorithmVersion(Content algorithm) throws IOException, InterruptedException {
        return surface.get(
                        "/v1/algorithmmanage/algorithm/%s/version/%s"
                                .formatted(algorithm.id(), algorithm.version()),
                        Map.of())
                .required("algorithm");
    }

    private void transfer(String path, Path zip) throws IOException, InterruptedException {
        String fileName = String.valueOf(zip.getFileName());
        String address =
                text(
                        surface.post(
                                path + "/upload",
                                Map.of(
                                        "fileName",
                                        fileName,
                                        "domain",
                                        surface.gateway().toString())),
                        "uploadUrl");
        HttpResponse<String> stored =
                http.send(
                        HttpRequest.newBuilder(URI.create(address))
                                .timeout(TRANSFER)
                                .PUT(HttpRequest.BodyPublishers.ofFile(zip))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (stored.statusCode() != 200) {
            throw new IOException(
                    "the object store answered %d to the upload of %s: %s"
                            .formatted(stored.statusCode(), fileName, stored.body().strip()));
        }
        surface.put(path + "/uploadconfirm", Map.of("fileName", fileName));
    }

    private interface Version {
        JsonNode ask() throws IOException, InterruptedException;
    }

    private static void await(String what, String status, Version version)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + UNPACKING.toNanos();
        JsonNode now = version.ask();
        while (now.required(status).asInt() != READY) {
            if (now.required(status).asInt() == FAILED) {
                throw new IOException(
                        "the %s could not be unpacked: %s"
                                .formatted(what, now.path("reason").asString("")));
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "the %s is still being unpacked after %s".formatted(what, UNPACKING));
            }
            Waiting.pause(PAUSE);
            now = version.ask();
        }
    }

    private static String text(JsonNode node, String field) {
        return node.required(field).asString();
    }
}
