package cn.ac.pcl.octopus.base.testing;

import cn.ac.pcl.octopus.identity.CallerTokens;
import cn.ac.pcl.octopus.local.stores.ScratchDatabase;
import cn.ac.pcl.octopus.local.stores.ScratchObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Starts the stores once per JVM and tells the service where they are. */
public class TestPlatform implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    static final String ADMINISTRATOR = "root";
    static final String ADMINISTRATOR_PASSWORD = "a password for tests";

    private static final KeyPair CALLER_KEYS = keys();

    /** Mints tokens that the service takes. */
    static final CallerTokens TOKENS = tokens(Clock.systemUTC());

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("test-platform", properties()));
    }

    static CallerTokens tokens(Clock clock) {
        return new CallerTokens(base64(CALLER_KEYS.getPrivate().getEncoded()), clock);
    }

    private static Map<String, Object> properties() {
        var database = ScratchDatabase.create();
        var folder = Stores.FOLDER;
        var properties = new HashMap<String, Object>();
        properties.put("spring.datasource.url", database.jdbcUrl());
        properties.put("spring.datasource.username", database.username());
        properties.put("spring.datasource.password", database.password());
        properties.put(
                "octopus.identity.caller-public-key", base64(CALLER_KEYS.getPublic().getEncoded()));
        properties.put("octopus.administrator.username", ADMINISTRATOR);
        properties.put("octopus.administrator.password", ADMINISTRATOR_PASSWORD);
        properties.put("octopus.cluster.volume-source.host-path", folder.toString());
        properties.put("octopus.storage.endpoint", Stores.OBJECTS.endpoint().toString());
        properties.put("octopus.storage.access-key", Stores.OBJECTS.accessKey());
        properties.put("octopus.storage.secret-key", Stores.OBJECTS.secretKey());
        properties.put("octopus.storage.mount-path", folder.resolve("data").toString());
        properties.put("octopus.storage.log-path", folder.resolve("logs").toString());
        properties.put("octopus.taskset.url", "http://127.0.0.1:1");
        properties.put("octopus.taskset.token", "a token for tests");
        properties.put("octopus.hooks.secret", "a secret for tests, thirty-two bytes long");
        properties.put("logging.structured.format.console", "");
        return properties;
    }

    /** What starts once, when it is first asked for. */
    private static final class Stores {
        static final Path FOLDER = folder();
        static final ScratchObjectStore OBJECTS = start();

        private static ScratchObjectStore start() {
            try {
                TestCluster.start(FOLDER);
                var store = ScratchObjectStore.start(FOLDER.resolve("objects"));
                Runtime.getRuntime().addShutdownHook(new Thread(store::close));
                return store;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Path folder() {
        try {
            var parent = Files.createDirectories(Path.of("target/test-platform").toAbsolutePath());
            return Files.createTempDirectory(parent, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
