package cn.ac.pcl.octopus.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class SurfaceTokensTests {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final MutableClock clock =
            MutableClock.of(Instant.parse("2026-11-24T10:00:00.750Z"), ZoneOffset.UTC);
    private final SurfaceTokens tokens = new SurfaceTokens(SECRET, Duration.ofHours(24), clock);

    @Test
    void answersWhatWasIssued() {
        var issued = tokens.issue("u1", Audience.USER);
        assertThat(tokens.verify(issued.text(), Audience.USER)).isEqualTo(issued.what());
        assertThat(issued.what().createdAt()).isEqualTo(Instant.parse("2026-11-24T10:00:00Z"));
        assertThat(issued.what().expiresAt()).isEqualTo(Instant.parse("2026-11-25T10:00:00Z"));
    }

    @Test
    void twoLoginsOfOneSecondDiffer() {
        assertThat(tokens.issue("u1", Audience.USER).what().id())
                .isNotEqualTo(tokens.issue("u1", Audience.USER).what().id());
    }

    @Test
    void expires() {
        var token = tokens.issue("u1", Audience.USER).text();
        clock.add(Duration.ofHours(24).minusSeconds(1));
        assertThat(tokens.verify(token, Audience.USER).userId()).isEqualTo("u1");
        clock.add(Duration.ofSeconds(3));
        refused(token, Audience.USER);
    }

    @Test
    void refusesATokenFromTheFuture() {
        var token = tokens.issue("u1", Audience.USER).text();
        clock.add(Duration.ofMinutes(-1));
        refused(token, Audience.USER);
    }

    @Test
    void staysOnItsSurface() {
        refused(tokens.issue("u1", Audience.USER).text(), Audience.ADMINISTRATOR);
        refused(tokens.issue("a1", Audience.ADMINISTRATOR).text(), Audience.USER);
    }

    @Test
    void refusesAnotherSecretAndTamperedClaims() {
        var other = new SurfaceTokens(SECRET.replace('0', '1'), Duration.ofHours(1), clock);
        refused(other.issue("u1", Audience.USER).text(), Audience.USER);
        var mine = tokens.issue("u1", Audience.USER).text().split("\\.", -1);
        var theirs = tokens.issue("u2", Audience.USER).text().split("\\.", -1);
        refused(mine[0] + "." + theirs[1] + "." + mine[2], Audience.USER);
    }

    @Test
    void refusesATokenWithoutUser() {
        var claims = new JwtClaims();
        claims.setAudience(Audience.USER.claim());
        claims.setIssuedAt(Jwts.date(clock.instant()));
        claims.setExpirationTime(Jwts.date(clock.instant().plusSeconds(60)));
        var jwts = new Jwts(AlgorithmIdentifiers.HMAC_SHA256, clock);
        refused(
                jwts.sign(claims, new HmacKey(SECRET.getBytes(StandardCharsets.UTF_8))),
                Audience.USER);
    }

    @Test
    void refusesAShortSecret() {
        assertThatThrownBy(() -> new SurfaceTokens("short", Duration.ofHours(1), clock))
                .hasMessageContaining("octopus.identity.token-secret");
    }

    private void refused(String token, Audience audience) {
        assertThatThrownBy(() -> tokens.verify(token, audience))
                .isInstanceOf(InvalidTokenException.class);
    }
}
