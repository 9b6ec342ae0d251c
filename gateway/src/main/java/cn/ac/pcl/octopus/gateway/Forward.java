package cn.ac.pcl.octopus.gateway;

import java.net.URI;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.RouteToRequestUrlFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Aims a request at its upstream: the prefix is cut off, and the rest of the raw path and the raw
 * query stay as they were sent, character by character. A signature over them stays valid, which
 * does not hold for an address that was decoded and encoded again.
 */
final class Forward implements GatewayFilter, Ordered {

    private final String upstream;
    private final String prefix;

    Forward(URI upstream, String prefix) {
        var text = upstream.toString();
        this.upstream = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.prefix = prefix;
    }

    /** After the filter that composes an address from decoded parts. */
    @Override
    public int getOrder() {
        return RouteToRequestUrlFilter.ROUTE_TO_URL_FILTER_ORDER + 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        var uri = exchange.getRequest().getURI();
        var target = upstream + uri.getRawPath().substring(prefix.length());
        if (uri.getRawQuery() != null) {
            target += "?" + uri.getRawQuery();
        }
        exchange.getAttributes()
                .put(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR, URI.create(target));
        return chain.filter(exchange);
    }
}
