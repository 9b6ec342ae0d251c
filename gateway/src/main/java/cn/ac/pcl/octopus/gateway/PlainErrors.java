package cn.ac.pcl.octopus.gateway;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.PrematureCloseException;

/** Answers what fails here with a status and one plain line that tells nothing of the inside. */
@Component
@Order(-2)
final class PlainErrors implements ErrorWebExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(PlainErrors.class);

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure);
        }
        var status = statusOf(failure);
        if (status.is5xxServerError()) {
            LOG.warn(
                    "{} answers {}: {}",
                    exchange.getRequest().getPath(),
                    status,
                    failure.toString());
        }
        response.setStatusCode(status);
        if (failure instanceof ErrorResponse described) {
            described.getHeaders().forEach(response.getHeaders()::put);
        }
        response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
        var known = HttpStatus.resolve(status.value());
        var text = status.value() + (known == null ? "" : " " + known.getReasonPhrase()) + "\n";
        return response.writeWith(
                Mono.fromSupplier(() ->
                        response.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static HttpStatusCode statusOf(Throwable failure) {
        return switch (failure) {
            case ErrorResponse described -> described.getStatusCode();
            case AbortedException _ -> HttpStatus.BAD_REQUEST; // who asked has left
            case ConnectException _, UnknownHostException _ -> HttpStatus.SERVICE_UNAVAILABLE;
            case PrematureCloseException _ -> HttpStatus.BAD_GATEWAY;
            default -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}
