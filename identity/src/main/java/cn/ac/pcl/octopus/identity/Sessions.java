package cn.ac.pcl.octopus.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * The logins of users: one Redis hash per user, replaced by each login and forgotten with its
 * token's end. A change touches only a session that exists, in one step, so that none is revived by
 * a late freeze or switch of workspace.
 */
public final class Sessions {

    private static final String PREFIX = "octopus:session:";

    private static final RedisScript<Long> OPEN =
            script(
                    "redis.call('DEL', KEYS[1]) "
                            + "redis.call('HSET', KEYS[1], 'token', ARGV[1], 'status', ARGV[2],"
                            + " 'createdAt', ARGV[3], 'workspace', ARGV[4]) "
                            + "return redis.call('PEXPIRE', KEYS[1], ARGV[5])");
    private static final RedisScript<Long> SET =
            script(
                    "if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end "
                            + "redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) return 1");
    private static final RedisScript<Long> CLOSE =
            script(
                    "if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end "
                            + "return redis.call('DEL', KEYS[1])");

    private final StringRedisTemplate redis;
    private final Duration lifetime;

    /**
     * @param redis the store
     * @param lifetime how long a session lives, the same as its token
     */
    public Sessions(StringRedisTemplate redis, Duration lifetime) {
        this.redis = redis;
        this.lifetime = lifetime;
    }

    /** Begins a session in the default workspace and ends the user's earlier one. */
    public void open(SurfaceToken token) {
        run(
                OPEN,
                token.userId(),
                token.id(),
                Session.Status.ACTIVE.name(),
                Long.toString(token.createdAt().getEpochSecond()),
                Caller.DEFAULT_WORKSPACE,
                Long.toString(lifetime.toMillis()));
    }

    /** The user's session, empty if there is none. */
    public Optional<Session> find(String userId) {
        Map<String, String> hash =
                guarded(() -> redis.<String, String>opsForHash().entries(PREFIX + userId));
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Session(
                            userId,
                            Objects.requireNonNull(hash.get("token")),
                            Session.Status.valueOf(Objects.requireNonNull(hash.get("status"))),
                            Instant.ofEpochSecond(
                                    Long.parseLong(Objects.requireNonNull(hash.get("createdAt")))),
                            Objects.requireNonNull(hash.get("workspace"))));
        } catch (NullPointerException | IllegalArgumentException e) {
            throw new SessionsUnavailableException("A stored session is unreadable", e);
        }
    }

    /** Ends a session, unless a newer login has replaced it; false if there was none to end. */
    public boolean close(SurfaceToken token) {
        return run(CLOSE, token.userId(), token.id()) == 1;
    }

    /** Ends the user's session, whichever it is; false if the user is not logged in. */
    public boolean end(String userId) {
        return guarded(() -> redis.delete(PREFIX + userId));
    }

    /** Refuses or admits the user's further calls; false if the user is not logged in. */
    public boolean setStatus(String userId, Session.Status status) {
        return run(SET, userId, "status", status.name()) == 1;
    }

    /** Moves the user to a workspace; false if the user is not logged in. */
    public boolean setWorkspace(String userId, String workspaceId) {
        return run(SET, userId, "workspace", workspaceId) == 1;
    }

    private long run(RedisScript<Long> script, String userId, String... arguments) {
        Long answer =
                guarded(() ->
                        redis.execute(script, List.of(PREFIX + userId), (Object[]) arguments));
        return Objects.requireNonNull(answer);
    }

    private static <T> T guarded(Supplier<T> call) {
        try {
            return call.get();
        } catch (DataAccessException e) {
            throw new SessionsUnavailableException("The store of sessions does not answer", e);
        }
    }

    private static RedisScript<Long> script(String text) {
        return new DefaultRedisScript<>(text, Long.class);
    }
}
