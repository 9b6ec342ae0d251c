package cn.ac.pcl.octopus.surface;

import org.jspecify.annotations.Nullable;

/**
 * What every answer of a handler is wrapped in, with HTTP status 200.
 *
 * @param success whether the payload counts
 * @param payload the answer, null on failure
 * @param error the failure, null on success
 */
record Envelope(boolean success, @Nullable Object payload, @Nullable Failure error) {

    /**
     * A failure as the portals know it.
     *
     * @param code number of its {@link CodeType}
     * @param subcode number of its cause
     * @param message a text that names the cause, for people
     */
    record Failure(int code, int subcode, String message) {}

    static Envelope of(@Nullable Object payload) {
        return new Envelope(true, payload == null ? new Empty() : payload, null);
    }

    static Envelope of(Failure failure) {
        return new Envelope(false, null, failure);
    }
}
