package cn.ac.pcl.octopus.surface;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.util.ForwardedHeaderUtils;

/**
 * Scheme, host and port under which the client sees the platform, as the gateway tells them. A
 * handler that declares a parameter of this type gets it.
 *
 * @param text such as {@code https://octopus.example:8443}
 */
public record PublicUrl(String text) {

    static PublicUrl of(HttpServletRequest servletRequest) {
        var request = new ServletServerHttpRequest(servletRequest);
        var seen =
                ForwardedHeaderUtils.adaptFromForwardedHeaders(
                                request.getURI(), request.getHeaders())
                        .replacePath("")
                        .replaceQuery(null)
                        .build();
        return new PublicUrl(seen.toUriString());
    }
}
