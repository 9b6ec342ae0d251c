package cn.ac.pcl.octopus.base.access;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.CallerTokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@ServiceTest
class AccessIT {
    private final TestCalls calls;

    @LocalServerPort private int port;

    @Autowired
    AccessIT(TestCalls calls) {
        this.calls = calls;
    }

    @Test
    void letsNobodyInWithoutAToken() {
        for (var path :
                new String[] {"/users/me", "/no/such/path", "/error", "/actuator/../users/me"}) {
            var answer = calls.call(null, "GET", path, null);
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("caller.refused");
        }
    }

    @Test
    void letsTheNetworkSeeHealthAndMetrics() {
        assertThat(
                        calls.call(null, "GET", "/actuator/health/readiness", null)
                                .json()
                                .path("status")
                                .asString())
                .isEqualTo("UP");
        assertThat(calls.call(null, "GET", "/actuator/prometheus", null).text())
                .contains("hikaricp_connections");
        assertThat(calls.call(null, "GET", "/actuator/env", null).status()).isEqualTo(404);
    }

    @Test
    void refusesTokensOfOthersAndOldOnes() throws Exception {
        var foreign = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
        var forged =
                new CallerTokens(
                                Base64.getEncoder().encodeToString(foreign.getEncoded()),
                                Clock.systemUTC())
                        .mint(Caller.administrator("somebody", "test"));
        assertThat(statusWith(forged)).isEqualTo(401);
        assertThat(statusWith("no token")).isEqualTo(401);
        var old = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-3));
        assertThat(statusWith(calls.mint(Caller.administrator("somebody", "test"), old)))
                .isEqualTo(401);
    }

    @Test
    void refusesCallersThatTheDatabaseDoesNotKnow() {
        assertThat(calls.get(Caller.user("ghost", "", "test"), "/users/me").code())
                .isEqualTo("user.not-found");
        assertThat(calls.get(Caller.administrator("ghost", "test"), "/users/x").code())
                .isEqualTo("user.not-found");
    }

    @Test
    void keepsUsersOutOfWorkspacesThatTheyDoNotBelongTo() {
        var scene = calls.scene();
        var intruder = Caller.user(scene.other().userId(), scene.workspaceId(), "test");
        assertThat(calls.get(intruder, "/billing/workspace").code())
                .isEqualTo("workspace.not-member");
        assertThat(calls.get(intruder, "/billing/mine").code()).isEqualTo("workspace.not-member");
    }

    @Test
    void letsAUserWhoseWorkspaceIsGoneFindItsWayOut() {
        var user = calls.newUser();
        var lost = Caller.user(user.userId(), "12345", "test");
        assertThat(calls.get(lost, "/billing/mine").code()).isEqualTo("workspace.not-found");
        assertThat(calls.get(lost, "/users/me").status()).isEqualTo(200);
        assertThat(calls.get(lost, "/workspaces/memberships/" + user.userId()).status())
                .isEqualTo(200);
        assertThat(calls.call(lost, "POST", "/workspaces/default-workspace/enter", null).status())
                .isEqualTo(200);
    }

    @Test
    void answersMistakesInTheUseOfHttpAsProblemsWithACode() {
        var admin = calls.administrator();
        var missing = calls.get(admin, "/no/such/path");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.code()).isEqualTo("not-found");
        var verb = calls.call(admin, "DELETE", "/users/search", null);
        assertThat(verb.status()).isEqualTo(405);
        assertThat(verb.code()).isEqualTo("invalid-request");
    }

    private int statusWith(String token) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + port + "/users/me"))
                                    .header(CallerTokens.HEADER, token)
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
