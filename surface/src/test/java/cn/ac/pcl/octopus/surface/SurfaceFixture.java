package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.identity.CallerTokenVerifier;
import cn.ac.pcl.octopus.identity.Sessions;
import cn.ac.pcl.octopus.identity.SurfaceTokens;
import cn.ac.pcl.octopus.local.stores.EmbeddedRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A surface with its production configuration, a Redis, and a fake base-server behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SurfaceFixture {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Stands in base-server's place. */
    protected final FakeBaseServer base = new FakeBaseServer();

    private final Class<?> application;
    private final KeyPair keys = newKeys();
    private final HttpClient http = HttpClient.newHttpClient();

    /** The surface. */
    protected ConfigurableApplicationContext surface;

    /** Its tokens. */
    protected SurfaceTokens tokens;

    /** Its sessions. */
    protected Sessions sessions;

    /** Its Redis. */
    protected EmbeddedRedis redis;

    private int port;

    /** A fixture of this application. */
    @SuppressWarnings("NullAway.Init") // the fields are set before all tests
    protected SurfaceFixture(Class<?> application) {
        this.application = application;
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        redis = EmbeddedRedis.start(directory, 0, "a password");
        surface =
                new SpringApplicationBuilder(application)
                        .run(
                                "--server.port=0",
                                "--logging.structured.format.console=",
                                "--spring.data.redis.host=" + redis.host(),
                                "--spring.data.redis.port=" + redis.port(),
                                "--spring.data.redis.password=a password",
                                "--octopus.identity.token-secret=0123456789abcdef0123456789abcdef",
                                "--octopus.identity.caller-private-key="
                                        + Base64.getEncoder()
                                                .encodeToString(keys.getPrivate().getEncoded()),
                                "--octopus.baseserver.url=" + base.url());
        tokens = surface.getBean(SurfaceTokens.class);
        sessions = surface.getBean(Sessions.class);
        port =
                Objects.requireNonNull(((WebServerApplicationContext) surface).getWebServer())
                        .getPort();
    }

    @BeforeEach
    void forget() {
        base.reset();
    }

    @AfterAll
    void stop() throws Exception {
        surface.close();
        redis.close();
        base.close();
        http.close();
    }

    /** A request to the surface, to be finished with {@link #send}. */
    protected HttpRequest.Builder to(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target));
    }

    /** A request with a JSON body. */
    protected HttpRequest.Builder json(String method, String target, String body) {
        return to(target)
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/json; charset=utf-8");
    }

    /** Sends a request. */
    protected HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends a request as a user with a fresh session, answers the envelope. */
    protected JsonNode as(String bearer, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return envelope(send(request.header("Authorization", "Bearer " + bearer)));
    }

    /** The body of an answer, which must be an envelope by all signs. */
    protected static JsonNode envelope(HttpResponse<String> response) {
        if (response.statusCode() != 200
                || !response.headers()
                        .firstValue("Content-Type")
                        .orElse("")
                        .equals("application/json")) {
            throw new AssertionError(
                    "No envelope: " + response + " " + response.headers() + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** Reads caller tokens. */
    protected CallerTokenVerifier callers() {
        return new CallerTokenVerifier(
                Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()),
                Clock.systemUTC());
    }

    private static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
