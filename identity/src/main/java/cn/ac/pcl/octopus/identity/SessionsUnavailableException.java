package cn.ac.pcl.octopus.identity;

/** The store of sessions does not answer, or holds something that is not a session. */
public class SessionsUnavailableException extends RuntimeException {

    /** Which operation failed, and the store's reason. */
    public SessionsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
