package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.base.api.ErrorCode;

/** A request that the surface itself refuses. */
public class Refused extends RuntimeException {

    private final transient ErrorRow row;
    private final String detail;

    /** Refuses for a reason that base-server also knows. */
    public Refused(ErrorCode code) {
        this(ErrorTable.of(code), "");
    }

    /** Refuses because the login has ended while the request was worked on. */
    public static Refused withoutSession() {
        return new Refused(AccessError.SESSION_MISSING);
    }

    Refused(ErrorCode code, String detail) {
        this(ErrorTable.of(code), detail);
    }

    Refused(AccessError error) {
        this(error.row(), "");
    }

    private Refused(ErrorRow row, String detail) {
        super(row.key() + (detail.isEmpty() ? "" : ": " + detail));
        this.row = row;
        this.detail = detail;
    }

    ErrorRow row() {
        return row;
    }

    /** What about it, such as the names of fields; may be empty. */
    String detail() {
        return detail;
    }
}
