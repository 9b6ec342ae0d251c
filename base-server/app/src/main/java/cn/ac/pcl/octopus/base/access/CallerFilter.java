package cn.ac.pcl.octopus.base.access;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.identity.CallerTokenVerifier;
import cn.ac.pcl.octopus.identity.CallerTokens;
import cn.ac.pcl.octopus.identity.InvalidTokenException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Lets in only requests with a valid caller token, whatever their path. Open are the actuator,
 * which the network guards, and the life hooks of the task engine, which are signed and checked
 * where they are received.
 */
class CallerFilter extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger(CallerFilter.class);
    private static final Pattern ACTUATOR = Pattern.compile("/actuator(/[a-z]+)*");
    private static final Set<String> HOOKS =
            Set.of("/v1/trainmanage/pipelinecallback", "/v1/developmanage/pipelinecallback");

    private final CallerTokenVerifier verifier;
    private final HandlerExceptionResolver errors;

    CallerFilter(CallerTokenVerifier verifier, HandlerExceptionResolver errors) {
        this.verifier = verifier;
        this.errors = errors;
    }

    /** Whether the path of a request is open. */
    static boolean isOpen(HttpServletRequest request) {
        return isOpen(request.getRequestURI());
    }

    static boolean isOpen(String path) {
        return HOOKS.contains(path) || ACTUATOR.matcher(path).matches();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return isOpen(request);
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var token = request.getHeader(CallerTokens.HEADER);
        if (token == null) {
            refuse(request, response, "The request carries no caller token");
            return;
        }
        try {
            var caller = verifier.verify(token);
            request.setAttribute(CurrentCaller.ATTRIBUTE, caller);
            MDC.put("requestId", caller.requestId());
        } catch (InvalidTokenException e) {
            log.warn("Caller token refused: {}", e.getMessage());
            refuse(request, response, "The caller token is not valid");
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove("requestId");
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, String detail) {
        errors.resolveException(
                request, response, null, new Refusal(ErrorCode.CALLER_REFUSED, detail));
    }
}
