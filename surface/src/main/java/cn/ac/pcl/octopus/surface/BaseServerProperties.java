package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.identity.MissingPropertyException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where base-server is.
 *
 * @param url its scheme, host and port
 */
@ConfigurationProperties("octopus.baseserver")
public record BaseServerProperties(@Nullable URI url) {

    URI requireUrl() {
        if (url == null || url.getHost() == null) {
            throw new MissingPropertyException(
                    "octopus.baseserver.url", "an address such as http://base-server:8001");
        }
        return url;
    }
}
