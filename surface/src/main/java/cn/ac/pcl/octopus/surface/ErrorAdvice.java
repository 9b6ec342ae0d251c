package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.identity.SessionsUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.client.RestClientException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Turns every failure into the envelope, and what is outside of all handlers into bare statuses.
 */
@RestControllerAdvice
final class ErrorAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAdvice.class);

    private final PhraseBook phrases;

    ErrorAdvice(PhraseBook phrases) {
        this.phrases = phrases;
    }

    @ExceptionHandler
    ResponseEntity<Envelope> refused(Refused refused) {
        return answer(refused.row(), refused.detail());
    }

    @ExceptionHandler
    ResponseEntity<Envelope> remote(RemoteProblem problem) {
        if (problem.status() >= 500) {
            LOG.warn("base-server failed: {}", problem.getMessage());
        }
        return answer(
                ErrorTable.of(problem.code()),
                ErrorTable.tellsDetail(problem.code()) ? problem.detail() : "");
    }

    @ExceptionHandler
    ResponseEntity<Envelope> unreachable(RestClientException failure) {
        LOG.warn("base-server does not answer: {}", failure.getMessage());
        return answer(ErrorTable.of(ErrorCode.UNAVAILABLE), "");
    }

    @ExceptionHandler
    ResponseEntity<Envelope> sessions(SessionsUnavailableException failure) {
        LOG.warn("No sessions: {}", failure.getMessage());
        return answer(AccessError.SESSION_UNREADABLE.row(), "");
    }

    @ExceptionHandler
    ResponseEntity<Envelope> invalidPath(HandlerMethodValidationException invalid) {
        var names =
                invalid.getParameterValidationResults().stream()
                        .map(result -> result.getMethodParameter().getParameterName())
                        .sorted()
                        .collect(Collectors.joining(", "));
        return answer(ErrorTable.of(ErrorCode.INVALID_REQUEST), names);
    }

    @ExceptionHandler
    ResponseEntity<Envelope> unreadablePath(MethodArgumentTypeMismatchException mismatch) {
        var parameter = mismatch.getParameter();
        var code =
                parameter.getParameterType() != VersionNumber.class
                                || parameter.hasParameterAnnotation(ByRule.class)
                        ? ErrorCode.INVALID_REQUEST
                        : ErrorCode.INVALID_VERSION;
        return answer(ErrorTable.of(code), mismatch.getName());
    }

    @ExceptionHandler({NoHandlerFoundException.class, NoResourceFoundException.class})
    ResponseEntity<String> unknownPath() {
        return ResponseEntity.status(HttpStatus.NOT_FOUND)
                .contentType(MediaType.TEXT_PLAIN)
                .body("404 page not found\n");
    }

    @ExceptionHandler(HttpRequestMethodNotSupportedException.class)
    ResponseEntity<Void> wrongVerb() {
        return ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED).build();
    }

    /** Whoever closes the page while it is answered has caused no failure. */
    @ExceptionHandler
    @Nullable ResponseEntity<Envelope> unexpected(
            Exception failure, HttpServletRequest request, HttpServletResponse response) {
        if (response.isCommitted()
                && DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            LOG.debug("{}: the client has gone", request.getRequestURI());
            return null;
        }
        LOG.error("Unexpected failure of {}", request.getRequestURI(), failure);
        return answer(ErrorTable.of(ErrorCode.INTERNAL), "");
    }

    private ResponseEntity<Envelope> answer(ErrorRow row, String detail) {
        var locale = LocaleContextHolder.getLocale();
        var failure =
                new Envelope.Failure(
                        row.type().number(),
                        row.subcode(),
                        Messages.text(row, phrases.in(locale, detail), locale));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(Envelope.of(failure));
    }
}
