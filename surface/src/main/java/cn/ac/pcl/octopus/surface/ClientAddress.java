package cn.ac.pcl.octopus.surface;

import jakarta.servlet.http.HttpServletRequest;

/** The address of a client, as the gateway saw it. */
public final class ClientAddress {

    private ClientAddress() {}

    /** The one address that the gateway writes as {@code X-Forwarded-For}, else the peer. */
    public static String of(HttpServletRequest request) {
        var forwarded = request.getHeader("X-Forwarded-For");
        return forwarded == null || forwarded.isBlank()
                ? request.getRemoteAddr()
                : forwarded.strip();
    }
}
