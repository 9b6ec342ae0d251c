package cn.ac.pcl.octopus.local.cluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.cluster.conformance.ConformanceCluster.Answer;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One side of what a Kubernetes API server does; each test has a namespace of its own. */
abstract class Scenario {
    static ConformanceCluster cluster;

    String namespace;
    String maps;
    String pods;

    @BeforeAll
    static void open() {
        cluster = new ConformanceCluster();
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @BeforeEach
    void makeNamespace() {
        Answer made =
                cluster.post(
                        "/api/v1/namespaces",
                        """
                        {"apiVersion":"v1","kind":"Namespace","metadata":{"generateName":"conformance-"}}\
                        """);
        assertThat(made.code()).isEqualTo(201);
        namespace = made.text("metadata", "name");
        maps = "/api/v1/namespaces/" + namespace + "/configmaps";
        pods = "/api/v1/namespaces/" + namespace + "/pods";
        // A real cluster refuses pods until its controllers have made this account.
        cluster.post(
                "/api/v1/namespaces/" + namespace + "/serviceaccounts",
                """
                {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}\
                """);
    }

    @AfterEach
    void dropNamespace() {
        cluster.delete("/api/v1/namespaces/" + namespace);
    }

    static void assertRefused(Answer answer, int code, String reason, String message) {
        assertThat(answer.code()).as(answer.body().toString()).isEqualTo(code);
        assertThat(answer.text("kind")).isEqualTo("Status");
        assertThat(answer.text("status")).isEqualTo("Failure");
        assertThat(answer.text("reason")).isEqualTo(reason);
        assertThat(answer.text("message")).contains(message);
        assertThat(answer.at("code").asInt()).isEqualTo(code);
    }

    static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not come true in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    static List<String> names(Answer list) {
        List<String> names = new ArrayList<>();
        list.at("items").forEach(item -> names.add(Json.text(item, "metadata", "name")));
        return names;
    }

    static List<String> select(String path, String fields) {
        return names(cluster.get(path + "?fieldSelector=" + encode(fields)));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
