package cn.ac.pcl.octopus.surface;

import jakarta.servlet.http.HttpServletRequest;

/** The address of a client, as the gateway saw it. */
public final class ClientAddress {

    private ClientAddress() {}

    /** First entry of {@code X-Forwarded-For}, which the gateway writes, else the peer. */
    public static String of(HttpServletRequest request) {
        var forwarded = request.getHeader("X-Forwarded-For");
        if (forwarded == null || forwarded.isBlank()) {
            return request.getRemoteAddr();
        }
        int comma = forwarded.indexOf(',');
        return (comma < 0 ? forwarded : forwarded.substring(0, comma)).strip();
    }
}
