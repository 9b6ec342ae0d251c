package cn.ac.pcl.octopus.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;

/**
 * Mints the short-lived token by which base-server knows the caller. Only gateway and surfaces hold
 * the private key; a token is made for one call and lives a minute.
 */
public final class CallerTokens {

    /** The request header that carries the token. */
    public static final String HEADER = "Octopus-Caller";

    static final String AUDIENCE = "base-server";
    static final Duration LIFETIME = Duration.ofSeconds(60);

    private final Jwts jwts;
    private final PrivateKey key;

    /**
     * @param privateKey base64 of an Ed25519 key in PKCS#8 form
     * @param clock the time by which tokens are issued
     */
    public CallerTokens(String privateKey, Clock clock) {
        this.jwts = new Jwts(AlgorithmIdentifiers.EDDSA, clock);
        try {
            this.key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(
                                            Base64.getMimeDecoder().decode(privateKey)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The property octopus.identity.caller-private-key is not an Ed25519 key"
                            + " (base64 of PKCS#8)",
                    e);
        }
    }

    /** A token for one call. */
    public String mint(Caller caller) {
        var now = jwts.clock().instant();
        var claims = new JwtClaims();
        claims.setSubject(caller.userId());
        claims.setClaim("role", caller.role().name());
        claims.setClaim("workspace", caller.workspaceId());
        claims.setClaim("request", caller.requestId());
        claims.setAudience(AUDIENCE);
        claims.setIssuedAt(Jwts.date(now));
        claims.setExpirationTime(Jwts.date(now.plus(LIFETIME)));
        return jwts.sign(claims, key);
    }
}
