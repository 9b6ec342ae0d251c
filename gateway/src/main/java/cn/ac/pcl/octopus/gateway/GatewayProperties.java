package cn.ac.pcl.octopus.gateway;

import cn.ac.pcl.octopus.identity.MissingPropertyException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the gateway sends what it receives. Addresses are a scheme, a host and a port.
 *
 * @param openaiServer the user surface, under {@code /openaiserver/}
 * @param adminServer the administrator surface, under {@code /adminserver/}
 * @param objectStore the S3 store, under {@code /oss/}
 * @param openaiPortal the user portal, under {@code /openai/}; absent: 404
 * @param adminPortal the administrator portal, under {@code /admin/}; absent: 404
 * @param grafana the dashboards, under {@code /grafana/}, for people who are logged in; absent: 404
 * @param publicUrl scheme, host and port of the platform for its clients; absent: what each request
 *     says of itself
 * @param trustForwardedHeaders whether {@code X-Forwarded-*} of requests are believed and passed
 *     on; only behind a proxy that writes them
 */
@ConfigurationProperties("octopus.gateway")
public record GatewayProperties(
        @Nullable URI openaiServer,
        @Nullable URI adminServer,
        @Nullable URI objectStore,
        @Nullable URI openaiPortal,
        @Nullable URI adminPortal,
        @Nullable URI grafana,
        @Nullable URI publicUrl,
        @DefaultValue("false") boolean trustForwardedHeaders) {

    URI requireOpenaiServer() {
        return require("octopus.gateway.openai-server", openaiServer);
    }

    URI requireAdminServer() {
        return require("octopus.gateway.admin-server", adminServer);
    }

    URI requireObjectStore() {
        return require("octopus.gateway.object-store", objectStore);
    }

    static URI require(String name, @Nullable URI address) {
        if (address == null || address.getHost() == null) {
            throw new MissingPropertyException(name, "an address such as http://host:8000");
        }
        return address;
    }
}
