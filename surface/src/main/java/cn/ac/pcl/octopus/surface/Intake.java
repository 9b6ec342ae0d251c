package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.identity.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Takes a request in, in the order of the contract: decode, then know the caller, then validate.
 * What it found out waits in the request for the arguments of the handler and for calls to
 * base-server.
 */
final class Intake implements HandlerInterceptor {

    private static final String INPUT = Intake.class.getName() + ".input";
    private static final String ADMITTED = Intake.class.getName() + ".admitted";
    private static final String CALLER = Intake.class.getName() + ".caller";

    private final InputDecoder decoder;
    private final Gate gate;
    private final Validator validator;

    Intake(InputDecoder decoder, Gate gate, Validator validator) {
        this.decoder = decoder;
        this.gate = gate;
        this.validator = validator;
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler)
            throws HttpRequestMethodNotSupportedException {
        if (!(handler instanceof HandlerMethod method)
                || !method.hasMethodAnnotation(RequestMapping.class)
                || request.getMethod().equals("HEAD")) {
            // The contract has no HEAD and no OPTIONS; Spring would answer both by itself.
            throw new HttpRequestMethodNotSupportedException(request.getMethod());
        }
        var input = inputOf(method);
        List<String> wrong = new ArrayList<>();
        Object decoded = decoder.decode(request, input, wrong);
        if (decoded != null) {
            request.setAttribute(INPUT, decoded);
        }
        var requestId = RequestIdFilter.of(request);
        if (method.hasMethodAnnotation(Anonymous.class)) {
            caller(request, Caller.nobody(requestId));
        } else {
            var admitted = gate.admit(request.getHeader(HttpHeaders.AUTHORIZATION), requestId);
            request.setAttribute(ADMITTED, admitted);
            caller(request, admitted.caller());
        }
        if (decoded != null) {
            validate(decoded, wrong);
        }
        return true;
    }

    private void validate(Object decoded, List<String> wrong) {
        var fields =
                Stream.concat(
                                wrong.stream(),
                                validator.validate(decoded).stream().map(Intake::field))
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!fields.isEmpty()) {
            throw new Refused(ErrorCode.INVALID_REQUEST, String.join(", ", fields));
        }
    }

    private static String field(ConstraintViolation<Object> violation) {
        return violation.getPropertyPath().toString();
    }

    private static @Nullable MethodParameter inputOf(HandlerMethod method) {
        for (var parameter : method.getMethodParameters()) {
            if (parameter.hasParameterAnnotation(Input.class)) {
                return parameter;
            }
        }
        return null;
    }

    static Object input(HttpServletRequest request) {
        return Objects.requireNonNull(request.getAttribute(INPUT), "The request was not taken in");
    }

    static Gate.Admitted admitted(HttpServletRequest request) {
        return (Gate.Admitted)
                Objects.requireNonNull(
                        request.getAttribute(ADMITTED), "This endpoint is open to everybody");
    }

    static @Nullable Caller caller(HttpServletRequest request) {
        return (Caller) request.getAttribute(CALLER);
    }

    static void caller(HttpServletRequest request, Caller caller) {
        request.setAttribute(CALLER, caller);
    }
}
