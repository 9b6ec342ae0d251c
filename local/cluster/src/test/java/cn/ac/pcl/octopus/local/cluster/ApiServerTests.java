package cn.ac.pcl.octopus.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerTests {
    @TempDir private Path directory;

    @Test
    void findsItsObjectsAndItsTokenAgainAfterARestart() {
        String token;
        ConfigMap kept;
        ConfigMap later;
        try (ApiServer server = ApiServer.start(ApiServerOptions.in(directory));
                KubernetesClient client = client(server)) {
            token = server.token();
            kept = client.resource(map("kept")).create();
            client.resource(map("dropped")).create();
            client.resource(map("dropped")).delete();
        }
        try (ApiServer server = ApiServer.start(ApiServerOptions.in(directory));
                KubernetesClient client = client(server)) {
            assertThat(server.token()).isEqualTo(token);
            assertThat(client.resource(kept).get()).isEqualTo(kept);
            assertThat(client.resource(map("dropped")).get()).isNull();
            later = client.resource(map("later")).create();
        }
        assertThat(version(later)).isGreaterThan(version(kept) + 2);
    }

    @Test
    void dropsALineThatACrashCutShort() throws IOException {
        try (ApiServer server = ApiServer.start(ApiServerOptions.in(directory));
                KubernetesClient client = client(server)) {
            client.resource(map("kept")).create();
        }
        Files.writeString(
                directory.resolve("objects.jsonl"),
                "{\"version\":99,\"type\":\"configmaps\",\"obj",
                StandardOpenOption.APPEND);
        try (ApiServer server = ApiServer.start(ApiServerOptions.in(directory));
                KubernetesClient client = client(server)) {
            assertThat(client.resource(map("kept")).get()).isNotNull();
            client.resource(map("next")).create();
        }
        try (ApiServer server = ApiServer.start(ApiServerOptions.in(directory));
                KubernetesClient client = client(server)) {
            assertThat(client.resource(map("next")).get()).isNotNull();
        }
    }

    @Test
    void refusesAJournalThatIsBrokenInTheMiddleAndLeavesItAsItIs() throws IOException {
        try (ApiServer server = ApiServer.start(ApiServerOptions.in(directory));
                KubernetesClient client = client(server)) {
            client.resource(map("kept")).create();
        }
        Path journal = directory.resolve("objects.jsonl");
        List<String> lines = new ArrayList<>(Files.readAllLines(journal));
        lines.add(1, lines.get(1).substring(0, 40));
        Files.write(journal, lines);
        byte[] broken = Files.readAllBytes(journal);
        assertThatThrownBy(() -> ApiServer.start(ApiServerOptions.in(directory)).close())
                .hasMessageContaining("Line 2 of the cluster's journal");
        assertThat(Files.readAllBytes(journal)).isEqualTo(broken);
        lines.remove(1);
        Files.write(journal, lines);
        try (ApiServer server = ApiServer.start(ApiServerOptions.in(directory));
                KubernetesClient client = client(server)) {
            assertThat(client.resource(map("kept")).get()).isNotNull();
        }
    }

    /** fabric8's fallback watch cannot decode what is not ASCII: it sees NULs behind it. */
    @Test
    void canBeWatchedByInformersWhateverTheObjectsSay() throws Exception {
        try (ApiServer server = ApiServer.start(ApiServerOptions.in(directory));
                KubernetesClient client = client(server)) {
            var failures = new ConcurrentLinkedQueue<Throwable>();
            var seen = new LinkedBlockingQueue<String>();
            try (var informer =
                    client.configMaps()
                            .inNamespace("default")
                            .runnableInformer(0)
                            .addEventHandler(
                                    new ResourceEventHandler<>() {
                                        @Override
                                        public void onAdd(ConfigMap map) {
                                            seen.add(String.valueOf(map.getData().get("text")));
                                        }

                                        @Override
                                        public void onUpdate(ConfigMap before, ConfigMap map) {}

                                        @Override
                                        public void onDelete(ConfigMap map, boolean unknown) {}
                                    })
                            .exceptionHandler((_, failure) -> failures.add(failure))) {
                informer.start().toCompletableFuture().get(20, TimeUnit.SECONDS);
                for (String text : List.of("echo 你好", "é", "😀", "plain")) {
                    client.resource(
                                    new ConfigMapBuilder(map("m" + text.hashCode()))
                                            .addToData("text", text)
                                            .build())
                            .create();
                    assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(text);
                }
            }
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void keepsItsSecretsToItsOwner() throws IOException {
        try (ApiServer _ = ApiServer.start(ApiServerOptions.in(directory))) {
            for (String file : new String[] {"token", "kubeconfig", "certificate.p12"}) {
                assertThat(
                                PosixFilePermissions.toString(
                                        Files.getPosixFilePermissions(directory.resolve(file))))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void sharesItsDirectoryWithNoOther() {
        try (ApiServer _ = ApiServer.start(ApiServerOptions.in(directory))) {
            assertThatThrownBy(() -> ApiServer.start(ApiServerOptions.in(directory)).close())
                    .hasMessageContaining("already running");
        }
    }

    @Test
    void tellsAWatcherThatItsPlaceIsGone() throws IOException, InterruptedException {
        try (ApiServer server = ApiServer.start(ApiServerOptions.inMemory().withChangeLog(5));
                KubernetesClient client = client(server)) {
            String version =
                    client.configMaps()
                            .inNamespace("default")
                            .list()
                            .getMetadata()
                            .getResourceVersion();
            for (int i = 0; i < 10; i++) {
                client.resource(map("map-" + i)).create();
            }
            assertThat(get(server, "/api/v1/configmaps?watch=1&resourceVersion=" + version))
                    .contains("\"code\":410", "\"reason\":\"Expired\"", "too old resource version");
        }
    }

    @Test
    void answersAWebsocketSoThatClientsFallBack() throws IOException {
        try (ApiServer server = ApiServer.start(ApiServerOptions.inMemory())) {
            URI address = server.address();
            try (var socket = new Socket(address.getHost(), address.getPort())) {
                socket.getOutputStream()
                        .write(
                                ("GET /api/v1/pods?watch=true HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                                                + "Upgrade: websocket\r\nAuthorization: Bearer "
                                                + server.token()
                                                + "\r\n\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                byte[] head = socket.getInputStream().readNBytes(15);
                assertThat(new String(head, StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 200 OK");
            }
        }
    }

    private static String get(ApiServer server, String path)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(server.address().resolve(path))
                        .header("Authorization", "Bearer " + server.token())
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }

    private static ConfigMap map(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .addToData("a", "b")
                .build();
    }

    private static long version(ConfigMap map) {
        return Long.parseLong(map.getMetadata().getResourceVersion());
    }

    static KubernetesClient client(ApiServer server) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
    }
}
