package cn.ac.pcl.octopus.base.user;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.stereotype.Component;

/** Hashes passwords with bcrypt. */
@Component
class Passwords {
    private static final int COST = 10;

    /** Bcrypt reads no further. */
    private static final int MOST_BYTES = 72;

    private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder(COST);
    private final String ofNobody = bcrypt.encode("the password of an account that does not exist");

    String hash(String password) {
        return bcrypt.encode(readable(password));
    }

    /** Takes the same time for an unknown account, which is null, as for a wrong password. */
    boolean matches(String password, @Nullable String hash) {
        var fits = bcrypt.matches(readable(password), hash == null ? ofNobody : hash);
        return fits && hash != null;
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
