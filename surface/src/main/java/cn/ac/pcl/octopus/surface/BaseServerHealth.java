package cn.ac.pcl.octopus.surface;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up while base-server says that it is ready: without it a surface can serve nobody. */
final class BaseServerHealth extends AbstractHealthIndicator {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
    private final HttpRequest request;

    BaseServerHealth(URI baseUrl) {
        super("base-server does not answer");
        this.request =
                HttpRequest.newBuilder(baseUrl.resolve("/actuator/health/readiness"))
                        .timeout(PATIENCE)
                        .build();
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) throws IOException, InterruptedException {
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        builder.status(status == 200 ? "UP" : "DOWN").withDetail("status", status);
    }
}
