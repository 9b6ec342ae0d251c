package cn.ac.pcl.octopus.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.ac.pcl.octopus.identity.Audience;
import cn.ac.pcl.octopus.local.stores.EmbeddedRedis;
import cn.ac.pcl.octopus.surface.SurfaceFixture;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a surface says while what it needs is away, and that it comes back by itself. */
class OutageTests extends SurfaceFixture {

    private static final String ME = "/v1/usermanage/user";
    private static final String READINESS = "/actuator/health/readiness";

    OutageTests() {
        super(OpenaiServerApplication.class);
    }

    @Test
    void livesThroughOutagesOfRedisAndOfBaseServer(@TempDir Path other) throws Exception {
        base.answer("GET " + READINESS, "{\"status\":\"UP\"}");
        assertThat(send(to(READINESS)).statusCode()).isEqualTo(200);
        var issued = tokens.issue("u1", Audience.USER);
        sessions.open(issued.what());

        int port = redis.port();
        redis.close();
        assertThat(subcodeAs(issued.text())).isEqualTo(16008);
        assertThat(send(to(READINESS)).statusCode()).isEqualTo(503);
        assertThat(send(to("/actuator/health/liveness")).statusCode()).isEqualTo(200);

        redis = EmbeddedRedis.start(other, port, "a password");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(send(to(READINESS)).statusCode()).isEqualTo(200));
        assertThat(subcodeAs(issued.text())).isEqualTo(16007);
        sessions.open(issued.what());

        base.close();
        assertThat(subcodeAs(issued.text())).isEqualTo(10001);
        var readiness = send(to(READINESS));
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(readiness.body()).contains("base-server does not answer");
    }

    private int subcodeAs(String bearer) throws Exception {
        return as(bearer, to(ME)).at("/error/subcode").asInt();
    }
}
