package cn.ac.pcl.octopus.base.storage;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import java.net.URI;
import java.util.Locale;

/**
 * Scheme, host and port under which a browser sees the platform.
 *
 * @param uri an address without path, query and user
 */
public record PublicAddress(URI uri) {
    private static final int LAST_PORT = 65_535;

    /**
     * The address in a text.
     *
     * @throws Refusal {@code invalid-domain} when it is not one that can be signed for
     */
    public static PublicAddress of(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(
                    ErrorCode.INVALID_DOMAIN, ErrorCode.INVALID_DOMAIN.title(), malformed);
        }
        var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("http") || scheme.equals("https");
        boolean realPort = uri.getPort() != 0 && uri.getPort() <= LAST_PORT;
        if (!web || uri.getHost() == null || uri.getRawUserInfo() != null || !realPort) {
            throw Refusal.of(ErrorCode.INVALID_DOMAIN);
        }
        var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return new PublicAddress(URI.create(scheme + "://" + uri.getHost() + port));
    }
}
