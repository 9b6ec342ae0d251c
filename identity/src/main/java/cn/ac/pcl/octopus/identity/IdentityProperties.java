package cn.ac.pcl.octopus.identity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Keys of this service. No secret has a default: a service that needs one and does not get it stops
 * with the name of the property.
 *
 * @param tokenSecret HS256 secret of the surfaces' tokens, at least 32 bytes; the same in gateway
 *     and surfaces
 * @param tokenLifetime life of a login: of its token and of its session
 * @param callerPrivateKey base64 of the PKCS#8 form of the Ed25519 key that signs caller tokens;
 *     gateway and surfaces
 * @param callerPublicKey base64 of the X.509 form of its public half; base-server
 */
@ConfigurationProperties("octopus.identity")
public record IdentityProperties(
        @Nullable Secret tokenSecret,
        @DefaultValue("24h") Duration tokenLifetime,
        @Nullable Secret callerPrivateKey,
        @Nullable String callerPublicKey) {

    public IdentityProperties {
        if (tokenLifetime.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException(
                    "octopus.identity.token-lifetime must be at least a minute: " + tokenLifetime);
        }
    }

    String requireTokenSecret() {
        return require(
                "token-secret", text(tokenSecret), "the secret of login tokens, 32 bytes or more");
    }

    String requireCallerPrivateKey() {
        return require(
                "caller-private-key",
                text(callerPrivateKey),
                "the key that signs caller tokens, base64 of PKCS#8");
    }

    String requireCallerPublicKey() {
        return require(
                "caller-public-key",
                callerPublicKey,
                "the key that checks caller tokens, base64 of X.509");
    }

    private static String require(String name, @Nullable String value, String meaning) {
        if (value == null || value.isBlank()) {
            throw new MissingPropertyException("octopus.identity." + name, meaning);
        }
        return value;
    }

    private static @Nullable String text(@Nullable Secret secret) {
        return secret == null ? null : secret.text();
    }
}
