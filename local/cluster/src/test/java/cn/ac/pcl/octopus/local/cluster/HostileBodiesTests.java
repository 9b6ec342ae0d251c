package cn.ac.pcl.octopus.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a body says, the answer is the server's opinion of it and never a fault of its own. */
class HostileBodiesTests {
    private static final List<String> KEYS =
            List.of(
                    "metadata",
                    "spec",
                    "status",
                    "name",
                    "namespace",
                    "uid",
                    "labels",
                    "finalizers",
                    "annotations",
                    "ownerReferences",
                    "managedFields",
                    "fieldsV1",
                    "f:spec",
                    "resourceVersion",
                    "generateName",
                    "deletionTimestamp",
                    "generation",
                    "deletionGracePeriodSeconds",
                    "containers",
                    "initContainers",
                    "volumes",
                    "env",
                    "volumeMounts",
                    "resources",
                    "limits",
                    "requests",
                    "cpu",
                    "nodeSelector",
                    "names",
                    "plural",
                    "group",
                    "versions",
                    "storage",
                    "subresources",
                    "target",
                    "preconditions",
                    "gracePeriodSeconds",
                    "capacity",
                    "conditions",
                    "type",
                    "");
    private static final List<String> SCALARS =
            List.of(
                    "null",
                    "true",
                    "1",
                    "-1",
                    "1e400",
                    "1.5",
                    "99999999999999999999",
                    "\"\"",
                    "\"x\"",
                    "\"../x\"",
                    "\"\\ud800\"",
                    "\"1Gi\"",
                    "\"2026-01-01T00:00:00Z\"");
    private static final List<String> TYPES =
            List.of(
                    "/api/v1 Namespace namespaces",
                    "/api/v1 Pod namespaces/default/pods",
                    "/api/v1 ConfigMap namespaces/default/configmaps",
                    "/api/v1 Secret namespaces/default/secrets",
                    "/api/v1 Event namespaces/default/events",
                    "/api/v1 PersistentVolume persistentvolumes",
                    "/api/v1 PersistentVolumeClaim namespaces/default/persistentvolumeclaims",
                    "/apis/coordination.k8s.io/v1 Lease namespaces/default/leases",
                    "/apis/apiextensions.k8s.io/v1 CustomResourceDefinition customresourcedefinitions");
    private static final List<String> PATCHES =
            List.of("application/merge-patch+json", "application/apply-patch+yaml");

    private static ApiServer server;
    private static HttpClient http;

    @BeforeAll
    static void open() {
        server = ApiServer.start(ApiServerOptions.inMemory());
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void close() {
        http.close();
        server.close();
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static String value(Random random, int depth) {
        int kind = depth > 4 ? 0 : random.nextInt(4);
        if (kind < 2) {
            return any(SCALARS, random);
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String glue = text.isEmpty() ? "" : ",";
            String key = kind == 2 ? "\"" + any(KEYS, random) + "\":" : "";
            text.append(glue).append(key).append(value(random, depth + 1));
        }
        return kind == 2 ? "{" + text + "}" : "[" + text + "]";
    }

    /** A document of the type that is right here and there. */
    private static String document(String apiVersion, String kind, Random random) {
        String spec =
                random.nextBoolean()
                        ? value(random, 0)
                        : "{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"%s\":%s}],\"%s\":%s}"
                                .formatted(
                                        any(KEYS, random),
                                        value(random, 2),
                                        any(KEYS, random),
                                        value(random, 2));
        String metadata =
                random.nextInt(4) == 0
                        ? value(random, 0)
                        : "{\"name\":\"known\",\"%s\":%s}"
                                .formatted(any(KEYS, random), value(random, 2));
        return "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":%s,\"spec\":%s,\"%s\":%s}"
                .formatted(apiVersion, kind, metadata, spec, any(KEYS, random), value(random, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void neverBreakTheServer(long seed) throws IOException, InterruptedException {
        Random random = new Random(seed);
        for (int i = 0; i < 700; i++) {
            String[] type = any(TYPES, random).split(" ", -1);
            String apiVersion = type[0].replaceFirst("/apis?/", "");
            String path = type[0] + "/" + type[2];
            String body =
                    random.nextInt(10) == 0
                            ? value(random, 0)
                            : document(apiVersion, type[1], random);
            switch (random.nextInt(6)) {
                case 0, 1 -> send("POST", path, "application/json", body);
                case 2 -> send("PUT", path + "/known", "application/json", body);
                case 3 -> send("DELETE", path + "/known", "application/json", body);
                case 4 -> send("POST", path + "/known/binding", "application/json", body);
                default -> {
                    String part = random.nextBoolean() ? "/known" : "/known/status";
                    String query = "?fieldManager=m&force=" + random.nextBoolean();
                    send("PATCH", path + part + query, any(PATCHES, random), body);
                }
            }
        }
    }

    private static void send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(server.address().resolve(path))
                        .method(method, BodyPublishers.ofString(body))
                        .header("Content-Type", type)
                        .header("Authorization", "Bearer " + server.token())
                        .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as("%s %s %s: %s", method, path, body, answer.body())
                .isLessThan(500);
    }
}
