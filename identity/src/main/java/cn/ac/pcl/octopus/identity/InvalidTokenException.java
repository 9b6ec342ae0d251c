package cn.ac.pcl.octopus.identity;

/** A token or signature that proves nothing: malformed, forged, expired or meant for others. */
public class InvalidTokenException extends RuntimeException {

    /** Which proof failed; the text never contains the token. */
    public InvalidTokenException(String message) {
        super(message);
    }

    /** Which proof failed, with the library's reason as the cause. */
    public InvalidTokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
