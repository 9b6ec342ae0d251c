package cn.ac.pcl.octopus.gateway;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where base-server is, which serves the logs of jobs.
 *
 * @param url its scheme, host and port
 */
@ConfigurationProperties("octopus.baseserver")
public record BaseServerProperties(@Nullable URI url) {

    URI requireUrl() {
        return GatewayProperties.require("octopus.baseserver.url", url);
    }
}
