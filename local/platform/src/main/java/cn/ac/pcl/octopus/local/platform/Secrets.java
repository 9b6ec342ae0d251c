package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.stores.Directories;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/// Every password and key of one local platform, made at its first start and kept in a file of its
/// owner's.
///
/// @param administratorPassword of the account `admin`
/// @param demoPassword of the account `demo@octopus.local`
/// @param tokenSecret signs the login tokens (HS256)
/// @param callerPrivateKey signs the caller tokens (Ed25519, PKCS#8, Base64)
/// @param callerPublicKey verifies them (X.509, Base64)
/// @param tasksetToken the value of taskset's `token` header
/// @param hooksSecret signs life hooks (HMAC)
record Secrets(
        String administratorPassword,
        String demoPassword,
        String tokenSecret,
        String callerPrivateKey,
        String callerPublicKey,
        String tasksetToken,
        String hooksSecret,
        String databasePassword,
        String tasksetDatabasePassword,
        String redisPassword,
        String storeAccessKey,
        String storeSecretKey) {

    static final String ADMINISTRATOR = "admin";
    static final String DEMO_USER = "demo@octopus.local";

    private static final String LETTERS =
            "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    static Secrets loadOrGenerate(Path file) throws IOException {
        if (!Files.exists(file)) {
            generate().write(file);
        }
        return load(file);
    }

    static Secrets load(Path file) throws IOException {
        var values = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            values.load(reader);
        }
        return new Secrets(
                required(values, "administrator.password", file),
                required(values, "demo.password", file),
                required(values, "token.secret", file),
                required(values, "caller.private-key", file),
                required(values, "caller.public-key", file),
                required(values, "taskset.token", file),
                required(values, "hooks.secret", file),
                required(values, "database.octopus.password", file),
                required(values, "database.core.password", file),
                required(values, "redis.password", file),
                required(values, "store.access-key", file),
                required(values, "store.secret-key", file));
    }

    private static Secrets generate() {
        var random = new SecureRandom();
        KeyPair caller;
        try {
            caller = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
        var base64 = Base64.getEncoder();
        return new Secrets(
                text(random, 16),
                text(random, 16),
                text(random, 48),
                base64.encodeToString(caller.getPrivate().getEncoded()),
                base64.encodeToString(caller.getPublic().getEncoded()),
                text(random, 32),
                text(random, 48),
                text(random, 24),
                text(random, 24),
                text(random, 24),
                text(random, 20),
                text(random, 40));
    }

    /// Written whole or not at all.
    private void write(Path file) throws IOException {
        var values = new Properties();
        values.setProperty("administrator.username", ADMINISTRATOR);
        values.setProperty("administrator.password", administratorPassword);
        values.setProperty("demo.username", DEMO_USER);
        values.setProperty("demo.password", demoPassword);
        values.setProperty("token.secret", tokenSecret);
        values.setProperty("caller.private-key", callerPrivateKey);
        values.setProperty("caller.public-key", callerPublicKey);
        values.setProperty("taskset.token", tasksetToken);
        values.setProperty("hooks.secret", hooksSecret);
        values.setProperty("database.octopus.password", databasePassword);
        values.setProperty("database.core.password", tasksetDatabasePassword);
        values.setProperty("redis.password", redisPassword);
        values.setProperty("store.access-key", storeAccessKey);
        values.setProperty("store.secret-key", storeSecretKey);
        var text = new StringWriter();
        try {
            values.store(
                    text,
                    "Made by ./octopus up for this platform alone; ./octopus reset makes new ones.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path fresh =
                Directories.writePrivate(
                        file.resolveSibling(file.getFileName() + ".new"), text.toString());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String required(Properties values, String key, Path file) {
        String value = values.getProperty(key);
        if (value == null || value.isBlank()) {
            throw new Unable(Unable.Exit.LACKING, Texts.of("secrets.incomplete", file, key));
        }
        return value;
    }

    private static String text(SecureRandom random, int length) {
        return random.ints(length, 0, LETTERS.length())
                .collect(
                        StringBuilder::new,
                        (text, index) -> text.append(LETTERS.charAt(index)),
                        StringBuilder::append)
                .toString();
    }

    /// Never shows a value: records end up in messages.
    @Override
    public String toString() {
        return "Secrets[…]";
    }
}
