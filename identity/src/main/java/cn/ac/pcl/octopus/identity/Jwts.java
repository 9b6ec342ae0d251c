package cn.ac.pcl.octopus.identity;

import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;

/** Signs and checks JSON web tokens with one algorithm; the clock is always the given one. */
final class Jwts {

    private final String algorithm;
    private final Clock clock;

    Jwts(String algorithm, Clock clock) {
        this.algorithm = algorithm;
        this.clock = clock;
    }

    Clock clock() {
        return clock;
    }

    /** Seconds are the resolution of a token's times. */
    static NumericDate date(Instant instant) {
        return NumericDate.fromSeconds(instant.getEpochSecond());
    }

    String sign(JwtClaims claims, Key key) {
        var signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setPayload(claims.toJson());
        signature.setKey(key);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("Cannot sign a token", e);
        }
    }

    /**
     * The claims of a token that was signed with this key for this audience, is not expired and
     * does not come from the future.
     */
    JwtClaims verify(String token, Key key, String audience, Duration skew) {
        var now = clock.instant();
        var consumer =
                new JwtConsumerBuilder()
                        .setVerificationKey(key)
                        .setJwsAlgorithmConstraints(ConstraintType.PERMIT, algorithm)
                        .setExpectedAudience(audience)
                        .setRequireExpirationTime()
                        .setRequireIssuedAt()
                        .setEvaluationTime(date(now))
                        .setAllowedClockSkewInSeconds((int) skew.toSeconds())
                        .build();
        try {
            var claims = consumer.processToClaims(token);
            if (claims.getIssuedAt().getValue() > now.plus(skew).getEpochSecond()) {
                throw new InvalidTokenException("The token was issued in the future");
            }
            return claims;
        } catch (InvalidJwtException | MalformedClaimException e) {
            throw new InvalidTokenException("The token is not valid here", e);
        }
    }
}
