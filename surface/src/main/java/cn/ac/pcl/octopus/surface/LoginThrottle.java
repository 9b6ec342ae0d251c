package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Slows down who guesses passwords: after ten refusals of one account from one address within five
 * minutes, further logins of that pair are refused unseen until the five minutes are over. Others'
 * logins to the account are not touched. While Redis is away nothing is counted.
 */
public final class LoginThrottle {

    private static final Logger LOG = LoggerFactory.getLogger(LoginThrottle.class);
    private static final int MOST = 10;
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private static final RedisScript<Long> COUNT =
            new DefaultRedisScript<>(
                    "local n = redis.call('INCR', KEYS[1]) "
                            + "if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end "
                            + "return n",
                    Long.class);

    private final StringRedisTemplate redis;

    LoginThrottle(StringRedisTemplate redis) {
        this.redis = redis;
    }

    /** Runs a login that throws {@link RemoteProblem} when the password is wrong. */
    public <T> T guard(String surface, String username, String address, Supplier<T> login) {
        var key = key(surface, username, address);
        if (refusals(key) >= MOST) {
            throw new Refused(AccessError.LOGIN_THROTTLED);
        }
        try {
            var answer = login.get();
            forget(key);
            return answer;
        } catch (RemoteProblem problem) {
            if (problem.code() == ErrorCode.WRONG_CREDENTIALS) {
                count(key);
            }
            throw problem;
        }
    }

    private long refusals(String key) {
        try {
            var value = redis.opsForValue().get(key);
            return value == null ? 0 : Long.parseLong(value);
        } catch (DataAccessException | NumberFormatException e) {
            return 0;
        }
    }

    private void count(String key) {
        try {
            redis.execute(COUNT, List.of(key), Long.toString(WINDOW.toMillis()));
        } catch (DataAccessException e) {
            LOG.warn("A refused login is not counted: {}", e.getMessage());
        }
    }

    private void forget(String key) {
        try {
            redis.delete(key);
        } catch (DataAccessException e) {
            LOG.warn("Refused logins are not forgotten: {}", e.getMessage());
        }
    }

    /** Names and addresses are hashed: what people type by mistake is not for Redis to keep. */
    private static String key(String surface, String username, String address) {
        try {
            var pair = username.toLowerCase(Locale.ROOT) + "\n" + address;
            var hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(pair.getBytes(StandardCharsets.UTF_8));
            return "octopus:login:" + surface + ":" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
