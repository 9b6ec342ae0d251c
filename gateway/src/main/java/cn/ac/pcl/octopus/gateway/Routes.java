package cn.ac.pcl.octopus.gateway;

import static org.springframework.cloud.gateway.support.RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What leads where. A path is matched as it was sent; one with a step upwards, hidden or not, leads
 * nowhere, so that no prefix opens more than is written here.
 */
@Configuration(proxyBeanMethods = false)
class Routes {

    /** Longer than a surface waits for base-server. */
    private static final Duration SURFACE_PATIENCE = Duration.ofSeconds(70);

    private static final Duration LOG_PATIENCE = Duration.ofSeconds(60);
    private static final long MOST_SURFACE_BYTES = 2L << 20;

    private static final List<HttpMethod> STORE_METHODS =
            List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT);
    private static final List<HttpMethod> READ_METHODS = List.of(HttpMethod.GET, HttpMethod.HEAD);

    private static final Pattern LOG =
            Pattern.compile(
                    "/log/user/trainjob/[A-Za-z0-9-]{1,64}/task[0-9]{1,4}/[0-9]{1,5}/index\\.log");
    private static final Pattern UPWARDS =
            Pattern.compile("(?i)(^|/|%2f)(\\.|%2e){1,2}((;|%3b)[^/]*)?(/|%2f|$)");

    @Bean
    RouteLocator routeLocator(
            GatewayProperties properties, BaseServerProperties baseServer, Visitors visitors) {
        List<Route> routes = new ArrayList<>();
        routes.add(surface("/openaiserver", properties.requireOpenaiServer()));
        routes.add(surface("/adminserver", properties.requireAdminServer()));
        routes.add(
                route("/oss", properties.requireObjectStore(), Credentials.NONE)
                        .predicate(under("/oss/"))
                        .filters(
                                first(only(STORE_METHODS)),
                                first(Routes::keepHost),
                                first(Routes::sendFilesAsFiles),
                                new Forward(properties.requireObjectStore(), "/oss"))
                        .build());
        routes.add(
                route("/log", baseServer.requireUrl(), Credentials.NONE)
                        .predicate(path -> LOG.matcher(path).matches())
                        .patience(LOG_PATIENCE)
                        .filters(
                                first(only(READ_METHODS)),
                                first(visitors::requireCaller),
                                new Forward(baseServer.requireUrl(), ""))
                        .build());
        addPage(routes, "/openai", properties.openaiPortal(), null);
        addPage(routes, "/admin", properties.adminPortal(), null);
        addPage(routes, "/grafana", properties.grafana(), visitors::requireLogin);
        return () -> Flux.fromIterable(routes);
    }

    /**
     * Only what belongs to the contract: a surface's actuator, for one, stays inside. The contract
     * has no parameters in paths, and the framework of the surfaces would not see them.
     */
    private static Route surface(String prefix, URI upstream) {
        return route(prefix, upstream, Credentials.HEADER)
                .predicate(path -> path.startsWith(prefix + "/v1/") && path.indexOf(';') < 0)
                .patience(SURFACE_PATIENCE)
                .filters(first(Routes::limitBody), new Forward(upstream, prefix))
                .build();
    }

    private static void addPage(
            List<Route> routes,
            String prefix,
            @Nullable URI upstream,
            @Nullable GatewayFilter gate) {
        if (upstream == null) {
            return;
        }
        List<GatewayFilter> filters = new ArrayList<>();
        if (gate != null) {
            filters.add(first(gate));
        }
        filters.add(new Forward(upstream, prefix));
        routes.add(
                route(prefix, upstream, Credentials.FOREIGN)
                        .predicate(under(prefix + "/"))
                        .filters(filters.toArray(GatewayFilter[]::new))
                        .build());
    }

    private static Predicate<String> under(String prefix) {
        return path -> path.startsWith(prefix);
    }

    private static GatewayFilter first(GatewayFilter filter) {
        return new OrderedGatewayFilter(filter, 0);
    }

    private static GatewayFilter only(List<HttpMethod> methods) {
        return (exchange, chain) -> {
            var method = exchange.getRequest().getMethod();
            return methods.contains(method)
                    ? chain.filter(exchange)
                    : Mono.error(new MethodNotAllowedException(method, Set.copyOf(methods)));
        };
    }

    private static Mono<Void> keepHost(ServerWebExchange exchange, GatewayFilterChain chain) {
        exchange.getAttributes().put(ServerWebExchangeUtils.PRESERVE_HOST_HEADER_ATTRIBUTE, true);
        return chain.filter(exchange);
    }

    /**
     * What is put is a file, also when a tool such as curl calls all that it sends a form; a store
     * may take that at its word and look for fields. Our signatures leave the type open.
     */
    private static Mono<Void> sendFilesAsFiles(
            ServerWebExchange exchange, GatewayFilterChain chain) {
        var request = exchange.getRequest();
        var type = request.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
        if (type == null
                || !type.toLowerCase(Locale.ROOT)
                        .startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE)) {
            return chain.filter(exchange);
        }
        var named =
                request.mutate()
                        .headers(it -> it.setContentType(MediaType.APPLICATION_OCTET_STREAM))
                        .build();
        return chain.filter(exchange.mutate().request(named).build());
    }

    private static Mono<Void> limitBody(ServerWebExchange exchange, GatewayFilterChain chain) {
        return exchange.getRequest().getHeaders().getContentLength() > MOST_SURFACE_BYTES
                ? Mono.error(new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE))
                : chain.filter(exchange);
    }

    private static RouteBuilder route(String prefix, URI upstream, Credentials credentials) {
        return new RouteBuilder(
                Route.async()
                        .id(prefix.substring(1))
                        .uri(upstream)
                        .metadata(Credentials.KEY, credentials));
    }

    /** Only shortens what {@link Route.AsyncBuilder} says. */
    private record RouteBuilder(Route.AsyncBuilder builder) {

        RouteBuilder predicate(Predicate<String> path) {
            builder.predicate(exchange -> {
                var raw = exchange.getRequest().getURI().getRawPath();
                return path.test(raw) && !UPWARDS.matcher(raw).find();
            });
            return this;
        }

        RouteBuilder patience(Duration time) {
            builder.metadata(RESPONSE_TIMEOUT_ATTR, time.toMillis());
            return this;
        }

        RouteBuilder filters(GatewayFilter... filters) {
            builder.filters(filters);
            return this;
        }

        Route build() {
            return builder.build();
        }
    }
}
