package cn.ac.pcl.octopus.base.tasks;

/** A task cannot run at this moment, and nothing has failed. It is put back and begun later. */
public final class NotNowException extends RuntimeException {
    /**
     * @param reason why, for the log
     */
    public NotNowException(String reason) {
        super(reason);
    }

    /**
     * @param reason why, for the log
     * @param cause by what it was noticed
     */
    public NotNowException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
