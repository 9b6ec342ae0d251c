package cn.ac.pcl.octopus.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

class CallerTokensTests {

    private final MutableClock clock =
            MutableClock.of(Instant.parse("2026-11-24T10:00:00.750Z"), ZoneOffset.UTC);
    private final KeyPair keys = newKeys();
    private final CallerTokens tokens = new CallerTokens(privateText(keys), clock);
    private final CallerTokenVerifier verifier = new CallerTokenVerifier(publicText(keys), clock);

    static List<Caller> callers() {
        return List.of(
                Caller.nobody("r1"),
                Caller.user("u1", Caller.DEFAULT_WORKSPACE, "r2"),
                Caller.administrator("a1", "r3"));
    }

    @ParameterizedTest
    @MethodSource("callers")
    void carriesTheCaller(Caller caller) {
        assertThat(verifier.verify(tokens.mint(caller))).isEqualTo(caller);
    }

    @Test
    void endsAfterAMinute() {
        var token = tokens.mint(Caller.nobody("r"));
        clock.add(Duration.ofSeconds(60));
        assertThat(verifier.verify(token)).isEqualTo(Caller.nobody("r"));
        clock.add(Duration.ofSeconds(15));
        refused(token);
    }

    @Test
    void refusesATokenFromTheFuture() {
        var token = tokens.mint(Caller.nobody("r"));
        clock.add(Duration.ofSeconds(-20));
        refused(token);
    }

    @Test
    void refusesAnotherKey() {
        refused(new CallerTokens(privateText(newKeys()), clock).mint(Caller.nobody("r")));
    }

    @Test
    void refusesAnotherAudience() {
        var claims = claims();
        claims.setAudience("taskset");
        refused(new Jwts(AlgorithmIdentifiers.EDDSA, clock).sign(claims, keys.getPrivate()));
    }

    @Test
    void refusesATokenWithoutRole() {
        refused(new Jwts(AlgorithmIdentifiers.EDDSA, clock).sign(claims(), keys.getPrivate()));
    }

    @Test
    void refusesEveryTamperedCharacter() {
        var token = tokens.mint(Caller.user("u1", "w1", "r"));
        for (int i = 0; i < token.length() - 1; i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            refused(token.substring(0, i) + other + token.substring(i + 1));
        }
    }

    @Test
    void refusesTheUnsignedForm() {
        var payload = tokens.mint(Caller.nobody("r")).split("\\.", -1)[1];
        var header =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        refused(header + "." + payload + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a.b.c", "Bearer x", "\u4f60\u597d"})
    void refusesWhatIsNoToken(String text) {
        refused(text);
    }

    @Test
    void namesThePropertyOfABadKey() {
        assertThatThrownBy(() -> new CallerTokens("bm8=", clock))
                .hasMessageContaining("octopus.identity.caller-private-key");
        assertThatThrownBy(() -> new CallerTokenVerifier("%%", clock))
                .hasMessageContaining("octopus.identity.caller-public-key");
    }

    private JwtClaims claims() {
        var claims = new JwtClaims();
        claims.setSubject("u");
        claims.setAudience(CallerTokens.AUDIENCE);
        claims.setIssuedAt(Jwts.date(clock.instant()));
        claims.setExpirationTime(Jwts.date(clock.instant().plusSeconds(60)));
        return claims;
    }

    private void refused(String token) {
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(InvalidTokenException.class);
    }

    static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static String privateText(KeyPair keys) {
        return Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded());
    }

    static String publicText(KeyPair keys) {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }
}
