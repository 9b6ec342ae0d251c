package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.base.api.ErrorCode;

/** A refusal or failure of base-server, read from its problem document. */
public class RemoteProblem extends RuntimeException {

    private final ErrorCode code;
    private final int status;
    private final String detail;

    /** A problem with its stable code, HTTP status and a detail that may be empty. */
    public RemoteProblem(ErrorCode code, int status, String detail) {
        super(code.code() + " (" + status + "): " + detail);
        this.code = code;
        this.status = status;
        this.detail = detail;
    }

    /** The reason. */
    public ErrorCode code() {
        return code;
    }

    /** HTTP status of base-server's answer. */
    public int status() {
        return status;
    }

    /** What about it, for people; empty where base-server says nothing. */
    public String detail() {
        return detail;
    }
}
