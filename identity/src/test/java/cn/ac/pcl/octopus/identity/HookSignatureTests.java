package cn.ac.pcl.octopus.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

class HookSignatureTests {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final byte[] BODY = "{\"id\":\"j1\"}".getBytes(UTF_8);

    private final MutableClock clock =
            MutableClock.of(Instant.parse("2026-11-24T10:00:00.750Z"), ZoneOffset.UTC);
    private final HookSignature signature = new HookSignature(SECRET, clock);

    @Test
    void acceptsWhatItSigned() {
        assertThatCode(() -> signature.verify(signature.sign(BODY), BODY))
                .doesNotThrowAnyException();
    }

    @Test
    void isTheDocumentedForm() {
        assertThat(signature.sign("{}".getBytes(UTF_8)))
                .isEqualTo(
                        "t=1795514400,v1="
                                + "7229cc0d6e9e191ebf22c0bead6ce76eaa69d371f12f43fe1420881d7190b31c");
    }

    @Test
    void refusesAReplayAfterFiveMinutesAndATimeAhead() {
        var header = signature.sign(BODY);
        clock.add(Duration.ofMinutes(5));
        assertThatCode(() -> signature.verify(header, BODY)).doesNotThrowAnyException();
        clock.add(Duration.ofSeconds(1));
        refused(header, BODY);
        clock.add(Duration.ofSeconds(-602));
        refused(header, BODY);
    }

    @Test
    void refusesAnotherBodyAnotherTimeAndAnotherSecret() {
        var header = signature.sign(BODY);
        refused(header, "{\"id\":\"j2\"}".getBytes(UTF_8));
        refused(header.replace("t=1795514400", "t=1795514401"), BODY);
        refused(new HookSignature(SECRET.replace('0', '1'), clock).sign(BODY), BODY);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "t=1,v1=00", "t=x,v1=", "v1=ab,t=1"})
    void refusesAMissingOrMalformedHeader(@Nullable String header) {
        refused(header, BODY);
    }

    private void refused(@Nullable String header, byte[] body) {
        assertThatThrownBy(() -> signature.verify(header, body))
                .isInstanceOf(InvalidTokenException.class);
    }
}
