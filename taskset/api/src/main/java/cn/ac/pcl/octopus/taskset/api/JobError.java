package cn.ac.pcl.octopus.taskset.api;

import java.util.Arrays;
import java.util.Optional;

/** Every reason for which taskset refuses a call: member {@code code} of its problems. */
public enum JobError {
    INVALID_REQUEST("invalid-request", 400, "A field of the request breaks its rule"),
    UNREADABLE_BODY("unreadable-body", 400, "The body is not JSON of the expected shape"),
    UNAUTHENTICATED("unauthenticated", 401, "The header token is absent or wrong"),
    NOT_FOUND("job.not-found", 404, "There is no such job"),
    NOT_MINE("job.not-mine", 409, "Another user's job has this id"),
    FINISHED("job.finished", 409, "The job has finished already"),
    UNAVAILABLE("unavailable", 503, "The database does not answer"),
    INTERNAL("internal", 500, "Unexpected failure");

    private final String code;
    private final int status;
    private final String title;

    JobError(String code, int status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    /** The constant of a code, empty for a text that no version of this contract has used. */
    public static Optional<JobError> of(String code) {
        return Arrays.stream(values()).filter(error -> error.code.equals(code)).findAny();
    }

    /** Stable text, such as {@code job.not-found}. */
    public String code() {
        return code;
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** One English sentence. */
    public String title() {
        return title;
    }
}
