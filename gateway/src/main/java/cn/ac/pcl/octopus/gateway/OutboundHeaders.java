package cn.ac.pcl.octopus.gateway;

import cn.ac.pcl.octopus.identity.CallerTokens;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Writes the headers that an upstream sees: how the client reached us, who calls if that is known,
 * and of the client's credentials only what the route lets through.
 */
@Component
final class OutboundHeaders implements HttpHeadersFilter, Ordered {

    private static final String STORE_ORDER = "x-amz-";
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String FORWARDED_HOST = "X-Forwarded-Host";
    private static final String FORWARDED_PORT = "X-Forwarded-Port";

    private final @Nullable URI publicUrl;
    private final boolean trustForwardedHeaders;
    private final CallerTokens callerTokens;

    OutboundHeaders(GatewayProperties properties, CallerTokens callerTokens) {
        this.publicUrl = properties.publicUrl();
        this.trustForwardedHeaders = properties.trustForwardedHeaders();
        this.callerTokens = callerTokens;
    }

    /** Last, so that nothing is added behind it. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
        var headers = new HttpHeaders();
        headers.putAll(input);
        // The connection to the client has answered this already.
        headers.remove(HttpHeaders.EXPECT);
        forwarded(headers, exchange);
        limitCredentials(headers, exchange);
        Visitors.callerOf(exchange)
                .ifPresent(it -> headers.set(CallerTokens.HEADER, callerTokens.mint(it)));
        return headers;
    }

    private void forwarded(HttpHeaders headers, ServerWebExchange exchange) {
        var request = exchange.getRequest();
        headers.set(FORWARDED_FOR, clientOf(request));
        if (publicUrl != null) {
            setSeen(headers, publicUrl);
        } else if (trustForwardedHeaders && request.getHeaders().containsHeader(FORWARDED_HOST)) {
            // From the request itself: the framework takes them away before this filter.
            for (var name : List.of(FORWARDED_PROTO, FORWARDED_HOST, FORWARDED_PORT)) {
                var told = request.getHeaders().getFirst(name);
                if (told != null) {
                    headers.set(name, told);
                }
            }
        } else {
            setSeen(headers, request.getURI());
        }
    }

    /**
     * One address, which is true: a proxy adds the address of its own client behind whatever that
     * client has claimed.
     */
    private String clientOf(ServerHttpRequest request) {
        if (trustForwardedHeaders) {
            var told = String.join(",", request.getHeaders().getOrEmpty(FORWARDED_FOR));
            var last = told.substring(told.lastIndexOf(',') + 1).strip();
            if (!last.isEmpty()) {
                return last;
            }
        }
        var peer = request.getRemoteAddress();
        return peer == null || peer.getAddress() == null
                ? "unknown"
                : peer.getAddress().getHostAddress();
    }

    private static void setSeen(HttpHeaders headers, URI seen) {
        int port = seen.getPort();
        if (port < 0) {
            port = seen.getScheme().equals("https") ? 443 : 80;
        }
        headers.set(FORWARDED_PROTO, seen.getScheme());
        headers.set(FORWARDED_HOST, seen.getRawAuthority());
        headers.set(FORWARDED_PORT, Integer.toString(port));
    }

    private static void limitCredentials(HttpHeaders headers, ServerWebExchange exchange) {
        Route route = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        switch ((Credentials) Objects.requireNonNull(route.getMetadata().get(Credentials.KEY))) {
            case HEADER -> headers.remove(HttpHeaders.COOKIE);
            case NONE -> {
                headers.remove(HttpHeaders.COOKIE);
                headers.remove(HttpHeaders.AUTHORIZATION);
                removeStoreOrders(headers);
            }
            case FOREIGN -> {
                headers.remove(HttpHeaders.AUTHORIZATION);
                removeLoginCookies(headers);
            }
        }
    }

    /**
     * Our addresses sign the host and no other header, so whatever else a store would obey ("copy
     * that object here", "let everybody read") nobody has allowed.
     */
    private static void removeStoreOrders(HttpHeaders headers) {
        headers.headerNames().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(STORE_ORDER))
                .toList()
                .forEach(headers::remove);
    }

    private static void removeLoginCookies(HttpHeaders headers) {
        var kept =
                headers.getOrEmpty(HttpHeaders.COOKIE).stream()
                        .flatMap(it -> Arrays.stream(it.split(";", -1)))
                        .map(String::strip)
                        .filter(it -> !it.isEmpty())
                        .filter(it -> !it.startsWith(Visitors.USER_COOKIE + "="))
                        .filter(it -> !it.startsWith(Visitors.ADMINISTRATOR_COOKIE + "="))
                        .collect(Collectors.joining("; "));
        if (kept.isEmpty()) {
            headers.remove(HttpHeaders.COOKIE);
        } else {
            headers.set(HttpHeaders.COOKIE, kept);
        }
    }
}
