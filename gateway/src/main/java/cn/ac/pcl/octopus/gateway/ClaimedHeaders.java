package cn.ac.pcl.octopus.gateway;

import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.stereotype.Component;

/**
 * Takes from each request, before anything looks at it, the headers that only the platform itself
 * may write: {@code Octopus-*}, the trace, and, unless a trusted proxy stands before us, {@code
 * Forwarded} and {@code X-Forwarded-*}. So each trace begins here. No other origin is admitted, so
 * what would make a request the preflight of one goes too: the framework would answer it in place
 * of the service that it is for.
 */
@Component
final class ClaimedHeaders implements HttpHandlerDecoratorFactory {

    private static final List<String> OURS =
            List.of(
                    "octopus-",
                    "traceparent",
                    "tracestate",
                    "baggage",
                    "b3",
                    "x-b3-",
                    "access-control-request-");
    private static final List<String> PROXYS = List.of("forwarded", "x-forwarded-");

    private final boolean trustForwardedHeaders;

    ClaimedHeaders(GatewayProperties properties) {
        this.trustForwardedHeaders = properties.trustForwardedHeaders();
    }

    @Override
    public HttpHandler apply(HttpHandler handler) {
        return (request, response) -> {
            var claimed =
                    request.getHeaders().headerNames().stream().filter(this::isClaim).toList();
            if (claimed.isEmpty()) {
                return handler.handle(request, response);
            }
            return handler.handle(
                    request.mutate().headers(headers -> remove(headers, claimed)).build(),
                    response);
        };
    }

    private static void remove(HttpHeaders headers, List<String> names) {
        names.forEach(headers::remove);
    }

    private boolean isClaim(String header) {
        var name = header.toLowerCase(Locale.ROOT);
        return OURS.stream().anyMatch(name::startsWith)
                || (!trustForwardedHeaders && PROXYS.stream().anyMatch(name::startsWith));
    }
}
