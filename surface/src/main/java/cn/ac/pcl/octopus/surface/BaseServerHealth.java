package cn.ac.pcl.octopus.surface;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up while base-server says that it is ready: without it a surface can serve nobody. It says why it
 * is down and throws nothing, as each failure that is thrown here ends as a stack trace in the log,
 * at every probe.
 */
final class BaseServerHealth implements HealthIndicator {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
    private final HttpRequest request;

    BaseServerHealth(URI baseUrl) {
        this.request =
                HttpRequest.newBuilder(baseUrl.resolve("/actuator/health/readiness"))
                        .timeout(PATIENCE)
                        .build();
    }

    @Override
    public Health health() {
        try {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            var health = status == 200 ? Health.up() : Health.down();
            return health.withDetail("status", status).build();
        } catch (IOException e) {
            return Health.down().withDetail("reason", "base-server does not answer").build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.down().build();
        }
    }
}
