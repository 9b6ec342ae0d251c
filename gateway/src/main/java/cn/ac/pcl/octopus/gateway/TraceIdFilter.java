package cn.ac.pcl.octopus.gateway;

import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Answers the id of the request's trace, by which its way can be found in all logs. */
@Component
final class TraceIdFilter implements WebFilter {

    static final String HEADER = "Octopus-Trace-Id";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerRequestObservationContext.findCurrent(exchange.getAttributes())
                .map(observed -> (TracingContext) observed.get(TracingContext.class))
                .ifPresent(tracing -> {
                    var span = tracing.getSpan();
                    if (span != null) {
                        exchange.getResponse().getHeaders().set(HEADER, span.context().traceId());
                    }
                });
        return chain.filter(exchange);
    }
}
