package cn.ac.pcl.octopus.gateway;

import cn.ac.pcl.octopus.identity.Audience;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.InvalidTokenException;
import cn.ac.pcl.octopus.identity.Session;
import cn.ac.pcl.octopus.identity.Sessions;
import cn.ac.pcl.octopus.identity.SessionsUnavailableException;
import cn.ac.pcl.octopus.identity.SurfaceTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Knows who asks for a log or a dashboard, where browsers follow plain links: from a Bearer token,
 * else from the cookie of a portal. Whoever is logged in to both portals counts as administrator.
 */
@Component
final class Visitors {

    static final String USER_COOKIE = "openAI";
    static final String ADMINISTRATOR_COOKIE = "admin";

    private static final String REQUEST_ID = "Octopus-Request-Id";
    private static final String CALLER = Visitors.class.getName() + ".caller";
    private static final String BEARER = "Bearer ";

    private final SurfaceTokens tokens;
    private final Sessions sessions;

    Visitors(SurfaceTokens tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /** Admits people and lets the upstream know them by a caller token. */
    Mono<Void> requireCaller(ServerWebExchange exchange, GatewayFilterChain chain) {
        return find(exchange.getRequest())
                .flatMap(caller -> {
                    exchange.getAttributes().put(CALLER, caller);
                    exchange.getResponse().getHeaders().set(REQUEST_ID, caller.requestId());
                    return chain.filter(exchange);
                });
    }

    /** Admits people, of whom the upstream learns nothing. */
    Mono<Void> requireLogin(ServerWebExchange exchange, GatewayFilterChain chain) {
        return find(exchange.getRequest()).flatMap(_ -> chain.filter(exchange));
    }

    static Optional<Caller> callerOf(ServerWebExchange exchange) {
        return Optional.ofNullable((Caller) exchange.getAttributes().get(CALLER));
    }

    /** Sessions are read by blocking calls, so never on a thread that moves bytes. */
    private Mono<Caller> find(ServerHttpRequest request) {
        var claims = claims(request);
        return Mono.fromCallable(() -> identify(claims)).subscribeOn(Schedulers.boundedElastic());
    }

    private record Claim(String token, Audience audience) {}

    private static List<Claim> claims(ServerHttpRequest request) {
        List<Claim> claims = new ArrayList<>();
        var header = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header != null && header.startsWith(BEARER)) {
            var token = header.substring(BEARER.length());
            claims.add(new Claim(token, Audience.ADMINISTRATOR));
            claims.add(new Claim(token, Audience.USER));
        }
        var cookies = request.getCookies();
        cookies.getOrDefault(ADMINISTRATOR_COOKIE, List.of())
                .forEach(it -> claims.add(new Claim(it.getValue(), Audience.ADMINISTRATOR)));
        cookies.getOrDefault(USER_COOKIE, List.of())
                .forEach(it -> claims.add(new Claim(it.getValue(), Audience.USER)));
        return claims;
    }

    private Caller identify(List<Claim> claims) {
        var requestId = UUID.randomUUID().toString().replace("-", "");
        for (var claim : claims) {
            var caller = identify(claim, requestId);
            if (caller.isPresent()) {
                return caller.get();
            }
        }
        throw new ResponseStatusException(HttpStatus.UNAUTHORIZED, "Log in first");
    }

    private Optional<Caller> identify(Claim claim, String requestId) {
        try {
            var token = tokens.verify(claim.token(), claim.audience());
            if (claim.audience() == Audience.ADMINISTRATOR) {
                return Optional.of(Caller.administrator(token.userId(), requestId));
            }
            return sessions.find(token.userId())
                    .filter(it -> it.status() == Session.Status.ACTIVE)
                    .filter(it -> it.tokenId().equals(token.id()))
                    .map(it -> Caller.user(it.userId(), it.workspaceId(), requestId));
        } catch (InvalidTokenException e) {
            return Optional.empty();
        } catch (SessionsUnavailableException e) {
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE, "Sessions cannot be read", e);
        }
    }
}
