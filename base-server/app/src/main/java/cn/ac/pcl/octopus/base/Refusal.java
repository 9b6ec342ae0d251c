package cn.ac.pcl.octopus.base;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A call is refused for a reason of the domain. The advice of the service turns it into an RFC 9457
 * answer with the code's status; nothing else is done with it, so it rolls back the transaction
 * that it leaves.
 */
public class Refusal extends RuntimeException {
    private final ErrorCode code;
    private final @Nullable String field;

    /**
     * @param detail a sentence for people: what was asked and why it is not done
     */
    public Refusal(ErrorCode code, String detail) {
        this(code, detail, null, null);
    }

    /**
     * @param cause what failed below, for the log
     */
    public Refusal(ErrorCode code, String detail, Throwable cause) {
        this(code, detail, null, cause);
    }

    private Refusal(
            ErrorCode code, String detail, @Nullable String field, @Nullable Throwable cause) {
        super(detail, cause);
        this.code = code;
        this.field = field;
    }

    /** The title of the code says it all. */
    public static Refusal of(ErrorCode code) {
        return new Refusal(code, code.title());
    }

    /** A field of the request breaks a rule that annotations cannot express. */
    public static Refusal invalid(String field, String message) {
        return new Refusal(ErrorCode.INVALID_REQUEST, field + " " + message, field, null);
    }

    public ErrorCode code() {
        return code;
    }

    /** The text of the answer. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The field at fault, if it is one. */
    public @Nullable String field() {
        return field;
    }
}
