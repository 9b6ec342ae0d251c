package cn.ac.pcl.octopus.identity;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.keys.HmacKey;

/**
 * Issues and checks the tokens that people's browsers carry: HS256 JWTs with the claims {@code
 * userId}, {@code createdAt}, {@code iat}, {@code exp} and {@code aud}.
 */
public final class SurfaceTokens {

    private static final int SECRET_BYTES = 32;
    private static final Duration SKEW = Duration.ofSeconds(2);

    private final Jwts jwts;
    private final Key key;
    private final Duration lifetime;

    /**
     * @param secret at least 32 bytes, the same in all that issue or check these tokens
     * @param lifetime how long a token is valid
     * @param clock the time by which tokens are issued and expire
     */
    public SurfaceTokens(String secret, Duration lifetime, Clock clock) {
        var bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "The property octopus.identity.token-secret needs at least 32 bytes");
        }
        this.key = new HmacKey(bytes);
        this.lifetime = lifetime;
        this.jwts = new Jwts(AlgorithmIdentifiers.HMAC_SHA256, clock);
    }

    /** A new token; {@code what} is what {@link #verify} will answer for it. */
    public record Issued(String text, SurfaceToken what) {}

    /** Issues a token for a login that base-server has accepted. */
    public Issued issue(String userId, Audience audience) {
        Instant now = jwts.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        var claims = new JwtClaims();
        claims.setGeneratedJwtId();
        claims.setClaim("userId", userId);
        claims.setClaim("createdAt", now.getEpochSecond());
        claims.setIssuedAt(Jwts.date(now));
        claims.setExpirationTime(Jwts.date(now.plus(lifetime)));
        claims.setAudience(audience.claim());
        try {
            var what =
                    new SurfaceToken(claims.getJwtId(), userId, audience, now, now.plus(lifetime));
            return new Issued(jwts.sign(claims, key), what);
        } catch (MalformedClaimException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads a token.
     *
     * @throws InvalidTokenException if it was not issued for this audience with this secret, or has
     *     expired
     */
    public SurfaceToken verify(String token, Audience audience) {
        var claims = jwts.verify(token, key, audience.claim(), SKEW);
        try {
            return new SurfaceToken(
                    Objects.requireNonNull(claims.getJwtId()),
                    Objects.requireNonNull(claims.getStringClaimValue("userId")),
                    audience,
                    Instant.ofEpochSecond(
                            Objects.requireNonNull(claims.getClaimValue("createdAt", Long.class))),
                    Instant.ofEpochSecond(claims.getExpirationTime().getValue()));
        } catch (MalformedClaimException | NullPointerException e) {
            throw new InvalidTokenException("The token lacks a claim", e);
        }
    }
}
