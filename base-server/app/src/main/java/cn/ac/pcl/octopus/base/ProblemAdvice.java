package cn.ac.pcl.octopus.base;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.tracing.Tracer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Turns every failure of a call into an RFC 9457 answer with the member {@code code}, and {@code
 * errors} where fields are at fault. What nobody foresaw becomes {@code internal} with a trace id
 * and nothing else; it is logged here, once.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    private final ObjectProvider<Tracer> tracer;

    ProblemAdvice(ObjectProvider<Tracer> tracer) {
        this.tracer = tracer;
    }

    record InvalidField(String field, String message) {}

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(Refusal refusal) {
        if (refusal.code().status() >= 500) {
            log.warn("{}: {}", refusal.code().code(), refusal.detail(), refusal.getCause());
        }
        var problem = problem(refusal.code(), refusal.detail());
        var field = refusal.field();
        if (field != null) {
            problem.setProperty("errors", List.of(new InvalidField(field, refusal.detail())));
        }
        return answer(problem);
    }

    /** Somebody else was faster; the caller may look again and repeat. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> overtaken(ConcurrencyFailureException e) {
        log.info("conflict: {}", e.getMessage());
        return answer(problem(ErrorCode.CONFLICT, ErrorCode.CONFLICT.title()));
    }

    @ExceptionHandler({
        CannotCreateTransactionException.class,
        DataAccessResourceFailureException.class,
        QueryTimeoutException.class,
        TransientDataAccessException.class
    })
    ResponseEntity<ProblemDetail> withoutDatabase(Exception e) {
        if (e instanceof ConcurrencyFailureException overtaken) {
            return overtaken(overtaken);
        }
        log.warn("The database does not answer: {}", e.getMessage());
        return answer(problem(ErrorCode.UNAVAILABLE, "The database does not answer"));
    }

    /** Features name what they know may collide or be too long; this is the rest. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> notStorable(DataIntegrityViolationException e) {
        var code =
                e.getCause() instanceof ConstraintViolationException
                        ? ErrorCode.CONFLICT
                        : ErrorCode.INVALID_REQUEST;
        log.warn("{}: {}", code.code(), e.getMostSpecificCause().getMessage());
        return answer(problem(code, code.title()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> withoutCluster(KubernetesClientException e) {
        log.warn("The cluster refused or did not answer: {}", e.getMessage());
        log.debug("The cluster refused or did not answer", e);
        return answer(problem(ErrorCode.UNAVAILABLE, "The cluster refused or did not answer"));
    }

    /** Whoever closes the page while a log is written to it has caused no failure. */
    @ExceptionHandler
    @Nullable ResponseEntity<ProblemDetail> unforeseen(
            Exception e, HttpServletRequest request, HttpServletResponse response) {
        if (response.isCommitted() && DisconnectedClientHelper.isClientDisconnectedException(e)) {
            log.debug("{} {}: the client has gone", request.getMethod(), request.getRequestURI());
            return null;
        }
        log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        var problem = problem(ErrorCode.INTERNAL, ErrorCode.INTERNAL.title());
        traceId().ifPresent(id -> problem.setProperty("traceId", id));
        return answer(problem);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return invalid(
                e.getBindingResult().getAllErrors().stream()
                        .map(error ->
                                new InvalidField(
                                        error instanceof FieldError field
                                                ? field.getField()
                                                : error.getObjectName(),
                                        message(error)))
                        .toList());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        var fields = new ArrayList<InvalidField>();
        for (var result : e.getParameterValidationResults()) {
            for (var error : result.getResolvableErrors()) {
                var name =
                        error instanceof FieldError field
                                ? field.getField()
                                : result.getMethodParameter().getParameterName();
                fields.add(new InvalidField(String.valueOf(name), message(error)));
            }
        }
        return invalid(fields);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        var code =
                e.getRequiredType() == VersionNumber.class
                        ? ErrorCode.INVALID_VERSION
                        : ErrorCode.INVALID_REQUEST;
        return body(problem(code, code.title()));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return body(problem(ErrorCode.UNREADABLE_BODY, ErrorCode.UNREADABLE_BODY.title()));
    }

    /** All the other mistakes in the use of HTTP keep the status that Spring gives them. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        var given = body == null && e instanceof ErrorResponse answer ? answer.getBody() : body;
        if (given instanceof ProblemDetail problem
                && (problem.getProperties() == null
                        || !problem.getProperties().containsKey("code"))) {
            var code = status.value() == 404 ? ErrorCode.NOT_FOUND : ErrorCode.INVALID_REQUEST;
            problem.setProperty("code", code.code());
        }
        return super.handleExceptionInternal(e, given, headers, status, request);
    }

    private ResponseEntity<Object> invalid(List<InvalidField> fields) {
        var problem = problem(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_REQUEST.title());
        problem.setProperty("errors", fields);
        return body(problem);
    }

    private static String message(MessageSourceResolvable error) {
        return Optional.ofNullable(error.getDefaultMessage()).orElse("is not valid");
    }

    private static ResponseEntity<Object> body(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus()).body(problem);
    }

    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus()).body(problem);
    }

    static ProblemDetail problem(ErrorCode code, String detail) {
        var problem =
                ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(code.status()), detail);
        problem.setType(URI.create("urn:octopus:" + code.code()));
        problem.setTitle(code.title());
        problem.setProperty("code", code.code());
        return problem;
    }

    private Optional<String> traceId() {
        return Optional.ofNullable(tracer.getIfAvailable())
                .map(Tracer::currentSpan)
                .map(span -> span.context().traceId());
    }
}
