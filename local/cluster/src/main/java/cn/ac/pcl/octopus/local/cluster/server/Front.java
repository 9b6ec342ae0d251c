package cn.ac.pcl.octopus.local.cluster.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door: health without a token, everything else with one, and a Status for every refusal. */
final class Front implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(Front.class);
    private static final Set<String> HEALTH = Set.of("/healthz", "/livez", "/readyz");
    private static final byte[] OK = "ok".getBytes(StandardCharsets.UTF_8);

    private final Router router;
    private final byte[] authorization;

    Front(Router router, String token) {
        this.router = router;
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Call call = new Call(exchange);
            try {
                handle(exchange, call);
            } catch (ApiFailure failure) {
                refuse(exchange, call, failure);
            } catch (RuntimeException e) {
                log.error("{} {}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                String message = "Internal error occurred: " + e;
                refuse(exchange, call, new ApiFailure(500, "InternalError", message));
            }
        } catch (IOException e) {
            log.debug("The client of {} left", exchange.getRequestURI(), e);
        }
    }

    private void handle(HttpExchange exchange, Call call) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (HEALTH.contains(path)) {
            call.answer(200, "text/plain", OK);
            return;
        }
        byte[] given = call.header("Authorization").getBytes(StandardCharsets.UTF_8);
        if (!path.equals("/version") && !MessageDigest.isEqual(given, authorization)) {
            throw new ApiFailure(401, "Unauthorized", "Unauthorized");
        }
        if (call.header("Upgrade").equalsIgnoreCase("websocket")) {
            // Clients that try a websocket first take this as "not here" and watch over plain HTTP.
            call.answer(200, "text/plain", new byte[0]);
            return;
        }
        router.route(call);
    }

    private static void refuse(HttpExchange exchange, Call call, ApiFailure failure)
            throws IOException {
        if (exchange.getResponseCode() == -1) {
            call.answer(failure.code(), failure.status());
        }
    }
}
