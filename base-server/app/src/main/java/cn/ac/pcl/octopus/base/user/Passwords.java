package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Hashes passwords with bcrypt. That is meant to be slow, so at most half of the processors are at
 * it; whoever finds no turn within two seconds is told to come back.
 */
@Component
class Passwords {
    private static final int COST = 10;

    /** Bcrypt reads no further. */
    private static final int MOST_BYTES = 72;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Semaphore turns =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
    private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder(COST);
    private final String ofNobody = bcrypt.encode("the password of an account that does not exist");

    String hash(String password) {
        return inTurn(() -> bcrypt.encode(readable(password)));
    }

    /** Takes the same time for an unknown account, which is null, as for a wrong password. */
    boolean matches(String password, @Nullable String hash) {
        boolean fits =
                inTurn(() -> bcrypt.matches(readable(password), hash == null ? ofNobody : hash));
        return fits && hash != null;
    }

    private <T> T inTurn(Supplier<T> work) {
        try {
            if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refusal(ErrorCode.UNAVAILABLE, "Too many log in at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(ErrorCode.UNAVAILABLE, "The service stops", e);
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }

    /** A long text is hashed before, so that its end counts too. */
    private static String readable(String password) {
        var bytes = password.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MOST_BYTES) {
            return password;
        }
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM lacks SHA-256", e);
        }
    }
}
