package cn.ac.pcl.octopus.taskset.web;

import cn.ac.pcl.octopus.taskset.Refusal;
import cn.ac.pcl.octopus.taskset.api.JobError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns everything that goes wrong into a problem with a code. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    /** A field that breaks its rule. */
    record FieldProblem(String field, String message) {}

    @ExceptionHandler
    ResponseEntity<ProblemDetail> onRefusal(Refusal refusal) {
        return answer(refusal.error(), String.valueOf(refusal.getMessage()));
    }

    @ExceptionHandler({
        CannotCreateTransactionException.class,
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class
    })
    ResponseEntity<ProblemDetail> onDatabaseAway(Exception problem) {
        LOG.warn("The database does not answer: {}", problem.getMessage());
        return answer(JobError.UNAVAILABLE, JobError.UNAVAILABLE.title());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> onAnythingElse(Exception problem) {
        LOG.error("A call failed", problem);
        return answer(JobError.INTERNAL, JobError.INTERNAL.title());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException problem,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        List<FieldProblem> errors =
                problem.getFieldErrors().stream()
                        .map(error ->
                                new FieldProblem(
                                        error.getField(),
                                        String.valueOf(error.getDefaultMessage())))
                        .toList();
        ProblemDetail body =
                Problems.of(JobError.INVALID_REQUEST, JobError.INVALID_REQUEST.title());
        body.setProperty("errors", errors);
        return handleExceptionInternal(problem, body, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException problem,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        ProblemDetail body =
                Problems.of(JobError.UNREADABLE_BODY, JobError.UNREADABLE_BODY.title());
        return handleExceptionInternal(problem, body, headers, HttpStatus.BAD_REQUEST, request);
    }

    private static ResponseEntity<ProblemDetail> answer(JobError error, String detail) {
        return ResponseEntity.status(error.status()).body(Problems.of(error, detail));
    }
}
