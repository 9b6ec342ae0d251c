package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Slows down who guesses passwords. Within five minutes an address may be wrong ten times about one
 * account, and a hundred times about all accounts together; further logins are refused unseen until
 * the five minutes are over. Others' logins to the account are not touched. A login is counted
 * before it is looked at, so that many at once pass no more than one after the other, and what
 * turns out not to be wrong is taken back. While Redis is away nothing is counted.
 */
public final class LoginThrottle {

    private static final Logger LOG = LoggerFactory.getLogger(LoginThrottle.class);
    private static final int MOST_OF_ACCOUNT = 10;
    private static final int MOST_OF_ADDRESS = 100;
    private static final Duration WINDOW = Duration.ofMinutes(5);

    /** Counts at each key in turn, up to the first whose limit is passed; 1 if none is. */
    private static final RedisScript<Long> COUNT =
            new DefaultRedisScript<>(
                    """
                    for i, key in ipairs(KEYS) do
                        local n = redis.call('INCR', key)
                        if n == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
                        if n > tonumber(ARGV[i + 1]) then return 0 end
                    end
                    return 1
                    """,
                    Long.class);

    private static final RedisScript<Long> TAKE_BACK =
            new DefaultRedisScript<>(
                    """
                    for _, key in ipairs(KEYS) do
                        if redis.call('EXISTS', key) == 1 then redis.call('DECR', key) end
                    end
                    return 1
                    """,
                    Long.class);

    private final StringRedisTemplate redis;

    LoginThrottle(StringRedisTemplate redis) {
        this.redis = redis;
    }

    /** Runs a login that throws {@link RemoteProblem} when the password is wrong. */
    public <T> T guard(String surface, String username, String address, Supplier<T> login) {
        var network = network(address);
        var ofAddress = key(surface, network);
        var ofAccount = key(surface, network, username.toLowerCase(Locale.ROOT));
        switch (count(ofAccount, ofAddress)) {
            case NOT_COUNTED -> {
                return login.get();
            }
            case TOO_MANY -> throw new Refused(AccessError.LOGIN_THROTTLED);
            case COUNTED -> {}
        }
        try {
            var answer = login.get();
            takeBack(ofAddress);
            forget(ofAccount);
            return answer;
        } catch (RuntimeException failure) {
            if (!isWrong(failure)) {
                takeBack(ofAccount, ofAddress);
            }
            throw failure;
        }
    }

    /** Whoever has one IPv6 address usually has the 64 bits behind it too. */
    private static String network(String address) {
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address ipv6
                    ? HexFormat.of().formatHex(ipv6.getAddress(), 0, 8)
                    : address;
        } catch (IllegalArgumentException noAddress) {
            return address;
        }
    }

    private static boolean isWrong(RuntimeException failure) {
        return failure instanceof RemoteProblem problem
                && problem.code() == ErrorCode.WRONG_CREDENTIALS;
    }

    private enum Count {
        COUNTED,
        TOO_MANY,
        NOT_COUNTED
    }

    private Count count(String ofAccount, String ofAddress) {
        try {
            var answer =
                    redis.execute(
                            COUNT,
                            List.of(ofAccount, ofAddress),
                            Long.toString(WINDOW.toMillis()),
                            Integer.toString(MOST_OF_ACCOUNT),
                            Integer.toString(MOST_OF_ADDRESS));
            return Objects.equals(answer, 1L) ? Count.COUNTED : Count.TOO_MANY;
        } catch (DataAccessException e) {
            LOG.warn("Logins are not counted: {}", e.getMessage());
            return Count.NOT_COUNTED;
        }
    }

    private void takeBack(String... keys) {
        try {
            redis.execute(TAKE_BACK, List.of(keys));
        } catch (DataAccessException e) {
            LOG.warn("A login stays counted as refused: {}", e.getMessage());
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
    private static String key(String surface, String... parts) {
        try {
            var hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return "octopus:login:" + surface + ":" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
