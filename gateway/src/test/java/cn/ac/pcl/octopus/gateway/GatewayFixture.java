package cn.ac.pcl.octopus.gateway;

import cn.ac.pcl.octopus.identity.Sessions;
import cn.ac.pcl.octopus.identity.SurfaceTokens;
import cn.ac.pcl.octopus.local.stores.EmbeddedRedis;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** A gateway with its production configuration, four upstreams and a Redis. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GatewayFixture {

    private final List<String> options;

    final Upstream openai = new Upstream();
    final Upstream admin = new Upstream();
    final Upstream store = new Upstream();
    final Upstream base = new Upstream();
    final Upstream grafana = new Upstream();
    final KeyPair keys = newKeys();

    EmbeddedRedis redis;
    ConfigurableApplicationContext gateway;
    SurfaceTokens tokens;
    Sessions sessions;
    RawClient client;
    int port;
    int healthPort;

    /** A gateway with these options too, written as on a command line. */
    GatewayFixture(String... options) {
        this.options = List.of(options);
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        // A number, as in production: the routes keep off that port by its number.
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            healthPort = free.getLocalPort();
        }
        redis = EmbeddedRedis.start(directory, 0, "a password");
        gateway =
                new SpringApplicationBuilder(GatewayApplication.class)
                        .run(
                                Stream.concat(
                                                options.stream(),
                                                Stream.of(
                                                        "--server.port=0",
                                                        "--management.server.port=" + healthPort,
                                                        "--logging.structured.format.console=",
                                                        "--spring.data.redis.host=" + redis.host(),
                                                        "--spring.data.redis.port=" + redis.port(),
                                                        "--spring.data.redis.password=a password",
                                                        "--octopus.identity.token-secret=0123456789abcdef0123456789abcdef",
                                                        "--octopus.identity.caller-private-key="
                                                                + Base64.getEncoder()
                                                                        .encodeToString(
                                                                                keys.getPrivate()
                                                                                        .getEncoded()),
                                                        "--octopus.baseserver.url=" + base.uri(),
                                                        "--octopus.gateway.openai-server="
                                                                + openai.uri(),
                                                        "--octopus.gateway.admin-server="
                                                                + admin.uri()
                                                                + "/",
                                                        "--octopus.gateway.object-store="
                                                                + store.uri(),
                                                        "--octopus.gateway.grafana="
                                                                + grafana.uri()))
                                        .toArray(String[]::new));
        tokens = gateway.getBean(SurfaceTokens.class);
        sessions = gateway.getBean(Sessions.class);
        port =
                Objects.requireNonNull(((WebServerApplicationContext) gateway).getWebServer())
                        .getPort();
    }

    @BeforeEach
    void connect() {
        client = new RawClient(port);
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        redis.close();
        for (var upstream : new Upstream[] {openai, admin, store, base, grafana}) {
            upstream.close();
        }
    }

    private static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
