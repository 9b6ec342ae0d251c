package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks services whether they are ready.
final class Health implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    /// A busy machine makes a healthy process slow, and ending one is not to be done lightly.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();

    boolean isReady(int port) throws InterruptedException {
        return answers(port, "readiness", LIMIT);
    }

    boolean isAlive(int port) throws InterruptedException {
        return answers(port, "liveness", PATIENCE);
    }

    private boolean answers(int port, String probe, Duration limit) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/actuator/health/%s"
                                                .formatted(port, probe)))
                        .timeout(limit)
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
