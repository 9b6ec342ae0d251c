package cn.ac.pcl.octopus.openai;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.identity.Audience;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.Session;
import cn.ac.pcl.octopus.surface.SurfaceFixture;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who gets in, and what a login does. */
class AccessTests extends SurfaceFixture {

    private static final String TOKEN = "/v1/authmanage/token";
    private static final String ME = "/v1/usermanage/user";
    private static final String LOGIN = "{\"username\":\"li@a.cn\",\"password\":\"12345678\"}";
    private static final String USER =
            "{\"id\":\"u1\",\"createdAt\":\"2026-11-24T10:00:00Z\",\"updatedAt\":"
                    + "\"2026-11-24T10:00:01Z\",\"fullName\":\"Li\",\"email\":\"li@a.cn\","
                    + "\"phone\":\"\",\"gender\":\"MALE\",\"status\":\"ACTIVE\"}";

    AccessTests() {
        super(OpenaiServerApplication.class);
    }

    /** Has base-server take the password of a user. */
    private void know(String userId) {
        base.answer(
                "POST /users/authenticate",
                "{\"userId\":\"" + userId + "\",\"updatedAt\":\"2026-11-24T10:00:01Z\"}");
        base.answer("GET /users/me", USER);
    }

    private String login(String userId) throws Exception {
        know(userId);
        var answer = envelope(send(json("POST", TOKEN, LOGIN)));
        assertThat(answer.at("/success").asBoolean()).isTrue();
        return answer.at("/payload/token").asString();
    }

    private static int subcode(JsonNode envelope) {
        assertThat(envelope.at("/success").asBoolean()).isFalse();
        assertThat(envelope.at("/payload").isNull()).isTrue();
        assertThat(envelope.at("/error/message").asString()).isNotBlank();
        return envelope.at("/error/subcode").asInt();
    }

    @Test
    void logsInActsAndLogsOut() throws Exception {
        var token = login("u1");
        var me = as(token, to(ME));
        assertThat(me.at("/payload/user/createdAt").asLong()).isEqualTo(1795514400L);
        assertThat(me.at("/payload/user/gender").asInt()).isEqualTo(1);
        assertThat(me.at("/payload/user/status").asInt()).isEqualTo(2);
        assertThat(me.at("/payload/workspaceId").asString()).isEqualTo(Caller.DEFAULT_WORKSPACE);
        assertThat(as(token, to(TOKEN).DELETE()).at("/payload").toString()).isEqualTo("{}");
        assertThat(subcode(as(token, to(ME)))).isEqualTo(16007);
    }

    @Test
    void tellsBaseServerWhoCalls() throws Exception {
        var token = login("u1");
        sessions.setWorkspace("u1", "w9");
        var response = send(to(ME).header("Authorization", "Bearer " + token));
        var requestId = response.headers().firstValue("Octopus-Request-Id").orElseThrow();
        assertThat(requestId).matches("[0-9a-f]{32}");
        var calls = base.calls();
        assertThat(callers().verify(calls.getFirst().header("octopus-caller")).role())
                .hasToString("NOBODY");
        var last = calls.getLast();
        assertThat(callers().verify(last.header("octopus-caller")))
                .isEqualTo(Caller.user("u1", "w9", requestId));
        assertThat(last.headers()).doesNotContainKey("authorization").containsKey("traceparent");
    }

    @Test
    void onlyTheNewestLoginCounts() throws Exception {
        var first = login("u1");
        var second = login("u1");
        assertThat(subcode(as(first, to(ME)))).isEqualTo(16010);
        assertThat(as(second, to(ME)).at("/success").asBoolean()).isTrue();
        // A late logout of the earlier login does not end the newer one.
        assertThat(subcode(as(first, to(TOKEN).DELETE()))).isEqualTo(16010);
        assertThat(as(second, to(ME)).at("/success").asBoolean()).isTrue();
    }

    @Test
    void frozenAccountsAreRefusedAtOnceAndThawWithTheSameToken() throws Exception {
        var token = login("u1");
        sessions.setStatus("u1", Session.Status.FROZEN);
        assertThat(subcode(as(token, to(ME)))).isEqualTo(16002);
        sessions.setStatus("u1", Session.Status.ACTIVE);
        assertThat(as(token, to(ME)).at("/success").asBoolean()).isTrue();
    }

    /** There is no session to freeze yet when the account is frozen during the login. */
    @Test
    void admitsNobodyWhoIsFrozenDuringTheLogin() throws Exception {
        know("u1");
        base.during(
                "POST /users/authenticate",
                () -> {
                    sessions.setStatus("u1", Session.Status.FROZEN);
                    base.refuse("GET /users/me", 403, "{\"code\":\"account.frozen\"}");
                });
        assertThat(subcode(envelope(send(json("POST", TOKEN, LOGIN))))).isEqualTo(16002);
        assertThat(sessions.find("u1")).isEmpty();
        var last = base.calls().getLast();
        assertThat(callers().verify(last.header("octopus-caller")).userId()).isEqualTo("u1");
    }

    /** Nor is there one to end when its password is changed, which was the old one a moment ago. */
    @Test
    void admitsNobodyWhosePasswordIsChangedDuringTheLogin() throws Exception {
        know("u1");
        base.during(
                "POST /users/authenticate",
                () -> {
                    sessions.end("u1");
                    base.answer("GET /users/me", USER.replace("10:00:01", "10:00:02"));
                });
        assertThat(subcode(envelope(send(json("POST", TOKEN, LOGIN))))).isEqualTo(16009);
        assertThat(sessions.find("u1")).isEmpty();
    }

    @Test
    void needsATokenOfThisSurface() throws Exception {
        assertThat(subcode(envelope(send(to(ME))))).isEqualTo(16001);
        var administrator = tokens.issue("a1", Audience.ADMINISTRATOR).text();
        assertThat(subcode(as(administrator, to(ME)))).isEqualTo(16004);
        assertThat(subcode(as(tokens.issue("u5", Audience.USER).text(), to(ME)))).isEqualTo(16007);
        assertThat(base.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Basic abc,16005",
        "bearer abc,16005",
        "BearerX abc,16005",
        "Bearer,16005",
        "Bearer abc,16004",
        "Bearer a.b.c,16004"
    })
    void namesWhatIsWrongWithAToken(String header, int subcode) throws Exception {
        assertThat(subcode(envelope(send(to(ME).header("Authorization", header)))))
                .isEqualTo(subcode);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ME + "?x=/v1/authmanage/token",
                ME + "?/v1/authmanage/token",
                "/v1/usermanage/user/%2Fv1%2Fauthmanage%2Ftoken/workspace",
                "/v1/trainmanage/trainjob/v1authmanagetoken"
            })
    void noAddressSkipsAuthentication(String target) throws Exception {
        var response = send(to(target));
        if (response.statusCode() == 200) {
            assertThat(subcode(envelope(response))).isEqualTo(16001);
        } else {
            assertThat(response.statusCode()).isIn(400, 404);
        }
        assertThat(base.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"username\":\"li\",\"password\":\"12345678\"}|10003",
                "{\"username\":\"li@a.cn\",\"password\":\"1234567\"}|10003",
                "{\"username\":\"\",\"password\":\"12345678\"}|10003",
                "{\"password\":\"12345678\"}|10003",
                "{}|10003",
                "{\"username\":5,\"password\":\"12345678\"}|10024"
            })
    void loginHasRules(String body, int subcode) throws Exception {
        assertThat(subcode(envelope(send(json("POST", TOKEN, body))))).isEqualTo(subcode);
        assertThat(base.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"401,wrong-credentials,16009", "403,account.frozen,16002"})
    void loginAnswersBaseServersRefusal(int status, String code, int subcode) throws Exception {
        base.refuse("POST /users/authenticate", status, "{\"code\":\"" + code + "\"}");
        var body = "{\"username\":\"x" + status + "@a.cn\",\"password\":\"12345678\"}";
        assertThat(subcode(envelope(send(json("POST", TOKEN, body))))).isEqualTo(subcode);
    }

    @Test
    void slowsDownWhoGuesses() throws Exception {
        base.refuse("POST /users/authenticate", 401, "{\"code\":\"wrong-credentials\"}");
        var body = "{\"username\":\"guess@a.cn\",\"password\":\"12345678\"}";
        for (int i = 0; i < 10; i++) {
            assertThat(subcode(envelope(send(json("POST", TOKEN, body))))).isEqualTo(16009);
        }
        base.reset();
        assertThat(subcode(envelope(send(json("POST", TOKEN, body))))).isEqualTo(16009);
        assertThat(base.calls()).isEmpty();
        // Another address is not slowed down.
        know("u1");
        var elsewhere = json("POST", TOKEN, body).header("X-Forwarded-For", "10.9.8.7");
        assertThat(envelope(send(elsewhere)).at("/success").asBoolean()).isTrue();
    }

    @Test
    void countsGuessesThatComeAtOnce() throws Exception {
        base.refuse("POST /users/authenticate", 401, "{\"code\":\"wrong-credentials\"}");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> one = () -> guess("at-once@a.cn", "10.1.0.1");
            for (var answer : threads.invokeAll(Collections.nCopies(50, one))) {
                assertThat(answer.get()).isEqualTo(16009);
            }
        }
        assertThat(base.calls()).hasSize(10);
    }

    @Test
    void slowsDownWhoTriesOnePasswordOnEveryAccount() throws Exception {
        base.refuse("POST /users/authenticate", 401, "{\"code\":\"wrong-credentials\"}");
        for (int i = 0; i < 101; i++) {
            assertThat(guess("spray" + i + "@a.cn", "10.1.0.2")).isEqualTo(16009);
        }
        assertThat(base.calls()).hasSize(100);
        base.reset();
        know("u1");
        assertThat(guess("spray0@a.cn", "10.1.0.2")).isEqualTo(16009);
        assertThat(guess("spray0@a.cn", "10.1.0.3")).isZero();
    }

    @Test
    void takesTheAddressesOfOneNetworkForOne() throws Exception {
        base.refuse("POST /users/authenticate", 401, "{\"code\":\"wrong-credentials\"}");
        for (int i = 0; i < 11; i++) {
            assertThat(guess("six@a.cn", "2001:db8:1:1::" + i)).isEqualTo(16009);
        }
        assertThat(base.calls()).hasSize(10);
    }

    @Test
    void countsOnlyWhatWasWrong() throws Exception {
        know("u1");
        for (int i = 0; i < 110; i++) {
            assertThat(guess("right@a.cn", "10.1.0.4")).isZero();
        }
        base.refuse("POST /users/authenticate", 503, "{\"code\":\"unavailable\"}");
        for (int i = 0; i < 20; i++) {
            assertThat(guess("right@a.cn", "10.1.0.4")).isEqualTo(10001);
        }
        know("u1");
        assertThat(guess("right@a.cn", "10.1.0.4")).isZero();
    }

    /** Subcode of a login from an address; 0 when it succeeds. */
    private int guess(String username, String address) throws Exception {
        var body = "{\"username\":\"" + username + "\",\"password\":\"12345678\"}";
        var answer = envelope(send(json("POST", TOKEN, body).header("X-Forwarded-For", address)));
        return answer.at("/error/subcode").asInt(0);
    }

    @Test
    void entersNoWorkspaceWhenTheSessionEndsMeanwhile() throws Exception {
        var token = login("u1");
        base.answer("POST /workspaces/w1/enter", "");
        base.during(
                "POST /workspaces/w1/enter",
                () -> sessions.close(tokens.verify(token, Audience.USER)));
        var body = json("PUT", "/v1/usermanage/user/u1/workspace", "{\"workspaceId\":\"w1\"}");
        assertThat(subcode(as(token, body))).isEqualTo(16007);
    }

    @Test
    void entersOnlyOwnWorkspaces() throws Exception {
        var token = login("u1");
        var path = "/v1/usermanage/user/u1/workspace";
        base.refuse("POST /workspaces/w1/enter", 403, "{\"code\":\"workspace.not-member\"}");
        assertThat(subcode(as(token, json("PUT", path, "{\"workspaceId\":\"w1\"}"))))
                .isEqualTo(16025);
        assertThat(sessions.find("u1").orElseThrow().workspaceId())
                .isEqualTo(Caller.DEFAULT_WORKSPACE);
        base.answer("POST /workspaces/w1/enter", "");
        assertThat(
                        as(token, json("PUT", path, "{\"workspaceId\":\"w1\"}"))
                                .at("/payload")
                                .toString())
                .isEqualTo("{}");
        assertThat(sessions.find("u1").orElseThrow().workspaceId()).isEqualTo("w1");
        as(token, json("PUT", path, "{\"workspaceId\":\"\"}"));
        assertThat(sessions.find("u1").orElseThrow().workspaceId())
                .isEqualTo(Caller.DEFAULT_WORKSPACE);
        assertThat(subcode(as(token, to("/v1/usermanage/user/u2/workspace")))).isEqualTo(16022);
    }
}
