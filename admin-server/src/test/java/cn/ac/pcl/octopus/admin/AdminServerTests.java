package cn.ac.pcl.octopus.admin;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.identity.Audience;
import cn.ac.pcl.octopus.identity.Role;
import cn.ac.pcl.octopus.identity.Session;
import cn.ac.pcl.octopus.surface.SurfaceFixture;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTests extends SurfaceFixture {

    private static final String TOKEN = "/v1/authmanage/token";
    private static final String USERS = "/v1/usermanage/user";

    AdminServerTests() {
        super(AdminServerApplication.class);
    }

    private String bearer() {
        return tokens.issue("a1", Audience.ADMINISTRATOR).text();
    }

    private int subcode(HttpRequest.Builder request) throws Exception {
        return envelope(send(request)).at("/error/subcode").asInt();
    }

    @Test
    void logsInWithoutASession() throws Exception {
        base.answer("POST /administrators/authenticate", "{\"userId\":\"a1\"}");
        base.answer("POST /users/search", "{\"totalSize\":0,\"items\":[]}");
        var login = json("POST", TOKEN, "{\"username\":\"admin\",\"password\":\"short\"}");
        var token = envelope(send(login)).at("/payload/token").asString();
        assertThat(as(token, to(USERS + "?pageIndex=1&pageSize=100")).at("/payload").toString())
                .isEqualTo("{\"totalSize\":0,\"users\":[]}");
        var caller = callers().verify(base.calls().getLast().header("octopus-caller"));
        assertThat(caller.role()).isEqualTo(Role.ADMINISTRATOR);
        assertThat(caller.userId()).isEqualTo("a1");
        assertThat(sessions.find("a1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"username\":\"\",\"password\":\"x\"}",
                "{\"username\":\"admin\",\"password\":null}",
                "{\"username\":\"admin\",\"password\":\"wrong\"}"
            })
    void tellsNobodyWhyALoginFails(String body) throws Exception {
        base.refuse("POST /administrators/authenticate", 401, "{\"code\":\"wrong-credentials\"}");
        assertThat(subcode(json("POST", TOKEN, body))).isEqualTo(16009);
    }

    @Test
    void refusesUsersAndHasNoLogout() throws Exception {
        var user = tokens.issue("u1", Audience.USER);
        sessions.open(user.what());
        assertThat(subcode(to(USERS).header("Authorization", "Bearer " + user.text())))
                .isEqualTo(16004);
        assertThat(subcode(to(USERS))).isEqualTo(16001);
        var logout = send(to(TOKEN).DELETE().header("Authorization", "Bearer " + bearer()));
        assertThat(logout.statusCode()).isEqualTo(405);
    }

    @Test
    void freezesAndThawsASessionInUse() throws Exception {
        sessions.open(tokens.issue("u1", Audience.USER).what());
        base.answer("POST /users/u1/freeze", "{\"freezedAt\":\"2026-11-24T10:00:00Z\"}");
        base.answer("POST /users/u1/thaw", "{\"thawedAt\":\"2026-11-24T10:00:00Z\"}");
        var frozen = as(bearer(), json("POST", USERS + "/u1/freeze", "{}"));
        assertThat(frozen.at("/payload").toString()).isEqualTo("{\"freezedAt\":1795514400}");
        assertThat(sessions.find("u1").orElseThrow().status()).isEqualTo(Session.Status.FROZEN);
        as(bearer(), json("POST", USERS + "/u1/thaw", "{}"));
        assertThat(sessions.find("u1").orElseThrow().status()).isEqualTo(Session.Status.ACTIVE);
    }

    @Test
    void leavesTheSessionWhenBaseServerRefuses() throws Exception {
        sessions.open(tokens.issue("u2", Audience.USER).what());
        base.refuse("POST /users/u2/freeze", 404, "{\"code\":\"user.not-found\"}");
        var answer = as(bearer(), json("POST", USERS + "/u2/freeze", "{}"));
        assertThat(answer.at("/error/subcode").asInt()).isEqualTo(16020);
        assertThat(sessions.find("u2").orElseThrow().status()).isEqualTo(Session.Status.ACTIVE);
    }

    /** Whoever has learnt the old password is out. */
    @Test
    void endsTheSessionWithTheOldPassword() throws Exception {
        sessions.open(tokens.issue("u3", Audience.USER).what());
        base.answer("PUT /users/u3", "{\"id\":\"u3\",\"fullName\":\"Li\"}");
        for (var keeping : new String[] {"{\"fullName\":\"Li\"}", "{\"password\":\"\"}"}) {
            var answer = as(bearer(), json("PUT", USERS + "/u3", keeping));
            assertThat(answer.at("/success").asBoolean()).isTrue();
            assertThat(sessions.find("u3")).isPresent();
        }
        as(bearer(), json("PUT", USERS + "/u3", "{\"password\":\"a new one\"}"));
        assertThat(sessions.find("u3")).isEmpty();
    }

    @Test
    void leavesTheSessionWhenThePasswordIsRefused() throws Exception {
        sessions.open(tokens.issue("u4", Audience.USER).what());
        base.refuse("PUT /users/u4", 404, "{\"code\":\"user.not-found\"}");
        as(bearer(), json("PUT", USERS + "/u4", "{\"password\":\"a new one\"}"));
        assertThat(sessions.find("u4")).isPresent();
    }

    @Test
    void createsAUserAsThePortalSendsIt() throws Exception {
        base.answer("POST /users", "{\"id\":\"u9\"}");
        var answer =
                as(
                        bearer(),
                        json(
                                "POST",
                                USERS,
                                "{\"fullname\":\"Li\",\"email\":\"li@a.cn\",\"password\":"
                                        + "\"12345678\",\"phone\":\"\",\"gender\":1}"));
        assertThat(answer.at("/payload").toString()).isEqualTo("{\"id\":\"u9\"}");
        assertThat(base.calls().getLast().body())
                .contains("\"gender\":\"MALE\"")
                .contains("\"fullName\":\"Li\"");
    }

    @Test
    void rechargesInExactMoney() throws Exception {
        base.answer("POST /billing/users/u1/recharge", "");
        var path = "/v1/billingmanage/user/u1/recharge";
        assertThat(as(bearer(), json("POST", path, "{\"amount\":-0.10}")).at("/payload").toString())
                .isEqualTo("{}");
        assertThat(base.calls().getLast().body()).isEqualTo("{\"amount\":-0.10}");
        assertThat(
                        as(bearer(), json("POST", path, "{\"amount\":\"1\"}"))
                                .at("/error/subcode")
                                .asInt())
                .isEqualTo(10024);
        assertThat(
                        as(bearer(), json("POST", path, "{\"amount\":0.001}"))
                                .at("/error/subcode")
                                .asInt())
                .isEqualTo(10003);
    }

    @Test
    void listsSpecsWithAndWithoutPages() throws Exception {
        base.answer(
                "POST /specs/search",
                "{\"totalSize\":1,\"items\":[{\"id\":\"s1\",\"name\":\"n\",\"price\":360,"
                        + "\"resourceQuantity\":{\"cpu\":\"1\"}}]}");
        assertThat(as(bearer(), to("/v1/resourcemanage/resourcespec")).at("/payload").toString())
                .isEqualTo(
                        "{\"resourceSpecs\":[{\"id\":\"s1\",\"name\":\"n\",\"price\":360,"
                                + "\"resourceQuantity\":{\"cpu\":\"1\"}}]}");
    }
}
