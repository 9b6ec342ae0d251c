package cn.ac.pcl.octopus.gateway;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.stereotype.Component;

/**
 * Refuses requests that do not say, once, which host they are for (RFC 9112, 3.2): addresses that
 * the platform hands out are made of that name, and two readers of two names may differ.
 */
@Component
final class OneHost implements HttpHandlerDecoratorFactory {

    /** A name or an address, and a port. */
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    @Override
    public HttpHandler apply(HttpHandler handler) {
        return (request, response) -> {
            if (isOne(request.getHeaders().getOrEmpty(HttpHeaders.HOST))) {
                return handler.handle(request, response);
            }
            response.setStatusCode(HttpStatus.BAD_REQUEST);
            return response.setComplete();
        };
    }

    private static boolean isOne(List<String> hosts) {
        return hosts.size() == 1 && HOST.matcher(hosts.getFirst()).matches();
    }
}
