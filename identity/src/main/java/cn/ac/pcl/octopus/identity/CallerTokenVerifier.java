package cn.ac.pcl.octopus.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.MalformedClaimException;

/** Reads caller tokens; base-server holds the public key only, so it can forge none. */
public final class CallerTokenVerifier {

    /** How far the clocks of two machines may differ. */
    private static final Duration SKEW = Duration.ofSeconds(15);

    private final Jwts jwts;
    private final PublicKey key;

    /**
     * @param publicKey base64 of an Ed25519 key in X.509 form
     * @param clock the time by which tokens expire
     */
    public CallerTokenVerifier(String publicKey, Clock clock) {
        this.jwts = new Jwts(AlgorithmIdentifiers.EDDSA, clock);
        try {
            this.key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(
                                    new X509EncodedKeySpec(
                                            Base64.getMimeDecoder().decode(publicKey)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The property octopus.identity.caller-public-key is not an Ed25519 key"
                            + " (base64 of X.509)",
                    e);
        }
    }

    /**
     * The caller of a request.
     *
     * @throws InvalidTokenException if the token was not minted for base-server with the right key,
     *     or is older than a minute
     */
    public Caller verify(String token) {
        var claims = jwts.verify(token, key, CallerTokens.AUDIENCE, SKEW);
        try {
            return new Caller(
                    Objects.requireNonNull(claims.getSubject()),
                    Role.valueOf(claims.getStringClaimValue("role")),
                    Objects.requireNonNull(claims.getStringClaimValue("workspace")),
                    Objects.requireNonNull(claims.getStringClaimValue("request")));
        } catch (MalformedClaimException | NullPointerException | IllegalArgumentException e) {
            throw new InvalidTokenException("The caller token lacks a claim", e);
        }
    }
}
