package cn.ac.pcl.octopus.admin;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.surface.SurfaceFixture;
import org.junit.jupiter.api.Test;

/** What administrators can do while something is away. */
class OutageTests extends SurfaceFixture {

    private static final String READINESS = "/actuator/health/readiness";

    OutageTests() {
        super(AdminServerApplication.class);
    }

    @Test
    void logsInAndStaysReadyWithoutRedis() throws Exception {
        base.answer("GET " + READINESS, "{\"status\":\"UP\"}");
        base.answer("POST /administrators/authenticate", "{\"userId\":\"a1\"}");
        redis.close();
        assertThat(send(to(READINESS)).statusCode()).isEqualTo(200);
        var body = "{\"username\":\"admin\",\"password\":\"12345678\"}";
        var answer = envelope(send(json("POST", "/v1/authmanage/token", body)));
        assertThat(answer.at("/payload/token").asString()).isNotEmpty();
        assertThat(send(to("/actuator/health")).body()).contains("\"redis\":{\"status\":\"DOWN\"}");
    }
}
