package cn.ac.pcl.octopus.local.cluster.conformance;

import cn.ac.pcl.octopus.local.cluster.ApiServer;
import cn.ac.pcl.octopus.local.cluster.ApiServerOptions;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * The cluster that the conformance suite holds to the rules: ours, or the one of the kubeconfig
 * that the system property `octopus.conformance.kubeconfig` names.
 */
final class ConformanceCluster implements AutoCloseable {
    private final @Nullable ApiServer server;
    private final Config config;
    private final KubernetesClient client;

    /** An answer to a plain request. */
    record Answer(int code, JsonNode body) {
        String text(String... path) {
            return Json.text(body, path);
        }

        JsonNode at(String... path) {
            return Json.at(body, path);
        }
    }

    /** One line of a watch. */
    record Told(String type, JsonNode object) {
        String name() {
            return Json.text(object, "metadata", "name");
        }

        @Override
        public String toString() {
            return type + " " + name();
        }
    }

    ConformanceCluster() {
        String kubeconfig = System.getProperty("octopus.conformance.kubeconfig", "");
        if (kubeconfig.isEmpty()) {
            server = ApiServer.start(ApiServerOptions.in(directory()));
            config = Config.fromKubeconfig(server.kubeconfig());
        } else {
            server = null;
            config = Config.fromKubeconfig(new File(kubeconfig));
        }
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "api-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    KubernetesClient client() {
        return client;
    }

    Answer get(String path) {
        return send("GET", path, "application/json", null);
    }

    Answer post(String path, String body) {
        return send("POST", path, "application/json", body);
    }

    Answer put(String path, JsonNode body) {
        return send("PUT", path, "application/json", body.toString());
    }

    Answer delete(String path) {
        return send("DELETE", path, "application/json", null);
    }

    Answer delete(String path, String options) {
        return send("DELETE", path, "application/json", options);
    }

    Answer merge(String path, String patch) {
        return send("PATCH", path, "application/merge-patch+json", patch);
    }

    Answer apply(String path, String manager, boolean force, String document) {
        return send(
                "PATCH",
                path + "?fieldManager=" + manager + "&force=" + force,
                "application/apply-patch+yaml",
                document);
    }

    Answer send(String method, String path, String contentType, @Nullable String body) {
        HttpRequest request =
                client.getHttpClient()
                        .newHttpRequestBuilder()
                        .uri(master() + path)
                        .method(method, contentType, body == null ? "" : body)
                        .build();
        if (body == null && method.equals("GET")) {
            request = client.getHttpClient().newHttpRequestBuilder().uri(master() + path).build();
        }
        HttpResponse<String> response = await(request, String.class);
        String text = response.body() == null ? "" : response.body();
        boolean json = text.startsWith("{");
        return new Answer(response.code(), json ? Json.parse(text) : StringNode.valueOf(text));
    }

    /** All that a watch tells until its time is up. */
    List<Told> watch(String path, int seconds) {
        String glue = path.contains("?") ? "&" : "?";
        HttpRequest request =
                client.getHttpClient()
                        .newHttpRequestBuilder()
                        .uri(master() + path + glue + "watch=1&timeoutSeconds=" + seconds)
                        .build();
        List<Told> told = new ArrayList<>();
        try (InputStream in = await(request, InputStream.class).body();
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = Json.parse(line);
                told.add(new Told(Json.text(event, "type"), event.path("object")));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return told;
    }

    private <T> HttpResponse<T> await(HttpRequest request, Class<T> type) {
        try {
            return client.getHttpClient().sendAsync(request, type).get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(request.uri().toString(), e);
        }
    }

    /** A client without the token. */
    KubernetesClient stranger() {
        Config anonymous = Config.empty();
        anonymous.setMasterUrl(config.getMasterUrl());
        anonymous.setTrustCerts(true);
        return new KubernetesClientBuilder().withConfig(anonymous).build();
    }

    private String master() {
        String url = config.getMasterUrl();
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    @Override
    public void close() {
        client.close();
        if (server != null) {
            server.close();
        }
    }
}
