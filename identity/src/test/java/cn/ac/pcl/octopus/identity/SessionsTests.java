package cn.ac.pcl.octopus.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.local.stores.ScratchRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.threeten.extra.MutableClock;

@Tag("stores")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before all tests
class SessionsTests {

    private static final String KEY = "octopus:session:u1";
    private static final Duration LIFETIME = Duration.ofHours(24);

    private final MutableClock clock =
            MutableClock.of(Instant.parse("2026-11-24T10:00:00.750Z"), ZoneOffset.UTC);
    private final SurfaceTokens tokens =
            new SurfaceTokens("0123456789abcdef0123456789abcdef", LIFETIME, clock);

    private ScratchRedis server;
    private LettuceConnectionFactory connections;
    private StringRedisTemplate redis;
    private Sessions sessions;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        server = ScratchRedis.start(directory);
        var address = new RedisStandaloneConfiguration(server.host(), server.port());
        address.setPassword(server.password());
        connections = new LettuceConnectionFactory(address);
        connections.afterPropertiesSet();
        connections.start();
        redis = new StringRedisTemplate(connections);
        sessions = new Sessions(redis, LIFETIME);
    }

    @AfterAll
    void stop() throws Exception {
        connections.destroy();
        server.close();
    }

    @BeforeEach
    void forget() {
        redis.delete(KEY);
    }

    private SurfaceToken login() {
        var token = tokens.issue("u1", Audience.USER).what();
        sessions.open(token);
        return token;
    }

    @Test
    void beginsInTheDefaultWorkspaceAndEndsWithItsToken() {
        var token = login();
        assertThat(sessions.find("u1"))
                .contains(
                        new Session(
                                "u1",
                                token.id(),
                                Session.Status.ACTIVE,
                                token.createdAt(),
                                Caller.DEFAULT_WORKSPACE));
        assertThat(redis.getExpire(KEY))
                .isBetween(LIFETIME.minusMinutes(1).toSeconds(), LIFETIME.toSeconds());
    }

    @Test
    void isReplacedByTheNextLogin() {
        login();
        sessions.setWorkspace("u1", "w1");
        sessions.setStatus("u1", Session.Status.FROZEN);
        var token = login();
        var session = sessions.find("u1").orElseThrow();
        assertThat(session.tokenId()).isEqualTo(token.id());
        assertThat(session.workspaceId()).isEqualTo(Caller.DEFAULT_WORKSPACE);
        assertThat(session.status()).isEqualTo(Session.Status.ACTIVE);
    }

    @Test
    void changesKeepItsEnd() {
        login();
        redis.expire(KEY, Duration.ofMinutes(5));
        assertThat(sessions.setWorkspace("u1", "w1")).isTrue();
        assertThat(sessions.setStatus("u1", Session.Status.FROZEN)).isTrue();
        assertThat(sessions.find("u1").orElseThrow())
                .extracting(Session::workspaceId, Session::status)
                .containsExactly("w1", Session.Status.FROZEN);
        assertThat(redis.getExpire(KEY)).isBetween(1L, 300L);
    }

    @Test
    void isNotRevivedByALateChange() {
        assertThat(sessions.setWorkspace("u1", "w1")).isFalse();
        assertThat(sessions.setStatus("u1", Session.Status.FROZEN)).isFalse();
        assertThat(sessions.find("u1")).isEmpty();
    }

    @Test
    void isClosedByItsOwnTokenOnly() {
        var first = login();
        var second = login();
        assertThat(sessions.close(first)).isFalse();
        assertThat(sessions.find("u1")).isPresent();
        assertThat(sessions.close(second)).isTrue();
        assertThat(sessions.close(second)).isFalse();
        assertThat(sessions.find("u1")).isEmpty();
    }

    @Test
    void isEndedWhoeverHasBegunIt() {
        login();
        assertThat(sessions.end("u1")).isTrue();
        assertThat(sessions.end("u1")).isFalse();
        assertThat(sessions.find("u1")).isEmpty();
    }

    @Test
    void saysSoWhenWhatIsStoredIsNoSession() {
        redis.opsForHash().put(KEY, "status", "ACTIVE");
        assertThatThrownBy(() -> sessions.find("u1"))
                .isInstanceOf(SessionsUnavailableException.class);
    }

    @Test
    void saysSoWhenTheStoreIsAway() {
        var nowhere = new LettuceConnectionFactory("127.0.0.1", 1);
        nowhere.afterPropertiesSet();
        nowhere.start();
        try {
            var lost = new Sessions(new StringRedisTemplate(nowhere), LIFETIME);
            assertThatThrownBy(() -> lost.find("u1"))
                    .isInstanceOf(SessionsUnavailableException.class);
            assertThatThrownBy(() -> lost.setWorkspace("u1", "w"))
                    .isInstanceOf(SessionsUnavailableException.class);
        } finally {
            nowhere.destroy();
        }
    }
}
