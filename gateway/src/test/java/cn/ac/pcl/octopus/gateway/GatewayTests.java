package cn.ac.pcl.octopus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.identity.Audience;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.CallerTokenVerifier;
import cn.ac.pcl.octopus.identity.Session;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTests extends GatewayFixture {

    private static final String LOG = "/log/user/trainjob/a1b2/task0/0/index.log";

    @Test
    void stripsThePrefixOfTheSurfaces() throws Exception {
        var answer =
                client.send("GET", "/openaiserver/v1/datasetmanage/mydataset?pageIndex=1&x=%2B");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(openai.take().target())
                .isEqualTo("/v1/datasetmanage/mydataset?pageIndex=1&x=%2B");
        client.send("GET", "/adminserver/v1/usermanage/user");
        assertThat(admin.take().target()).isEqualTo("/v1/usermanage/user");
    }

    @Test
    void tellsTheSurfacesHowTheClientReachedIt() throws Exception {
        client.send(
                "GET",
                "/openaiserver/v1/x",
                "Host: octopus.example:8443",
                "Authorization: Bearer t",
                "Cookie: openAI=t",
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-For: 6.6.6.6",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Prefix: /evil",
                "Forwarded: host=evil.example",
                "Octopus-Caller: forged",
                "octopus-anything: forged");
        var seen = openai.take();
        assertThat(seen.header("x-forwarded-host")).isEqualTo("octopus.example:8443");
        assertThat(seen.header("x-forwarded-port")).isEqualTo("8443");
        assertThat(seen.header("x-forwarded-proto")).isEqualTo("http");
        assertThat(seen.header("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(seen.header("authorization")).isEqualTo("Bearer t");
        assertThat(seen.headers())
                .doesNotContainKeys(
                        "forwarded",
                        "x-forwarded-prefix",
                        "octopus-caller",
                        "octopus-anything",
                        "cookie");
    }

    @Test
    void beginsATraceAndAnswersItsId() throws Exception {
        var forged = "00-11111111111111111111111111111111-2222222222222222-01";
        var answer = client.send("GET", "/openaiserver/v1/x", "traceparent: " + forged);
        var id = answer.header("octopus-trace-id");
        assertThat(id).matches("[0-9a-f]{32}").doesNotContain("1111111111111111");
        assertThat(openai.take().header("traceparent")).startsWith("00-" + id + "-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/octopus/%E6%95%B0%E6%8D%AE%20%E9%9B%86.zip?X-Amz-Signature=ab&X-Amz-Date=1",
                "/octopus/a+b%2Bc%25d.zip?X-Amz-Credential=a%2F20261124%2Fus&response-content-disposition=attachment%3B%20filename%3D%22%E4%B8%AD.zip%22",
                "/octopus//double//slash?x=1&x=1&empty=&novalue",
                "/octopus/%e4%b8%ad?lower=%e4%b8%ad",
                "/octopus/a%2Fb;c=d,e:f@g!h$i&j'k(l)*m~n?q=/?:@!$'()*,;"
            })
    void leavesSignedAddressesUntouched(String target) throws Exception {
        var answer = client.send("GET", "/oss" + target, "Host: h.example:18000");
        assertThat(answer.status()).isEqualTo(200);
        var seen = store.take();
        assertThat(seen.target()).isEqualTo(target);
        assertThat(seen.header("host")).isEqualTo("h.example:18000");
    }

    @Test
    void letsNoCredentialsThroughToTheStore() throws Exception {
        client.send("HEAD", "/oss/octopus/k", "Authorization: Bearer t", "Cookie: openAI=t");
        var seen = store.take();
        assertThat(seen.method()).isEqualTo("HEAD");
        assertThat(seen.headers()).doesNotContainKeys("authorization", "cookie");
    }

    /** A signed upload that says "copy" would make any object of the store the caller's. */
    @Test
    void handsTheStoreNoOrderThatNobodySigned() throws Exception {
        client.send(
                "PUT",
                "/oss/octopus/a.zip?X-Amz-Signature=ab",
                "x-amz-copy-source: /octopus/models/b.zip",
                "X-Amz-Acl: public-read",
                "X-AMZ-Meta-a: b");
        assertThat(store.take().headers().keySet()).noneMatch(name -> name.startsWith("x-amz-"));
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-www-form-urlencoded,application/octet-stream",
        "application/x-www-form-urlencoded; charset=utf-8,application/octet-stream",
        "application/zip,application/zip",
    })
    void sendsWhatIsPutAsAFile(String told, String sent) throws Exception {
        client.send("PUT", "/oss/octopus/k", "Content-Type: " + told, "Content-Length: 0");
        assertThat(store.take().header("content-type")).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,200",
        "HEAD,200",
        "PUT,200",
        "OPTIONS,405",
        "POST,405",
        "DELETE,405",
        "PATCH,405"
    })
    void limitsTheVerbsOfTheStore(String method, int status) throws Exception {
        assertThat(client.send(method, "/oss/octopus/k", "Content-Length: 0").status())
                .isEqualTo(status);
        if (status == 200) {
            store.take();
        }
        assertThat(store.isUntouched()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/nothing",
                "/openaiserver",
                "/openaiserver/actuator/prometheus",
                "/openaiserver/v1/../actuator/health",
                "/openaiserver/v1/%2e%2e/actuator/health",
                "/openaiserver/v1/..%2factuator/health",
                "/openaiserver/v1/..;x/actuator/health",
                "/openaiserver/v1/%2e.%3Bx/actuator/health",
                "/openaiserver/v1/x/..;",
                "/openaiserver/v1/usermanage/user;x=1",
                "/openaiserverx/v1/y",
                "/openai/",
                "/admin/",
                "/oss",
                "/log/",
                "/log/user/trainjob/a/task0/0/../../../../x/index.log",
                "/log/user/trainjob/a/task0/0/index.log/",
                "/log/user/trainjob/a%2Fb/task0/0/index.log",
                "/log/user/trainjob//task0/0/index.log",
                "/actuator",
                "/actuator/env",
                "/actuator/health/readiness",
                "/actuator/prometheus"
            })
    void answersOtherPathsWithAPlainNotFound(String target) throws Exception {
        var answer = client.send("GET", target);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("content-type")).isEqualTo("text/plain");
        assertThat(List.of(openai, admin, store, base)).allMatch(Upstream::isUntouched);
    }

    @Test
    void showsLogsToALoggedInUserByCookie() throws Exception {
        var issued = tokens.issue("u1", Audience.USER);
        sessions.open(issued.what());
        sessions.setWorkspace("u1", "w7");
        var answer =
                client.send("GET", LOG, "Cookie: a=b; openAI=" + issued.text(), "Range: bytes=5-");
        assertThat(answer.status()).isEqualTo(200);
        var seen = base.take();
        assertThat(seen.target()).isEqualTo(LOG);
        assertThat(seen.header("range")).isEqualTo("bytes=5-");
        assertThat(seen.headers()).doesNotContainKeys("cookie", "authorization");
        assertThat(answer.header("octopus-request-id")).isEqualTo(callerOf(seen).requestId());
        assertThat(callerOf(seen))
                .extracting(Caller::userId, caller -> caller.role().name(), Caller::workspaceId)
                .containsExactly("u1", "USER", "w7");
    }

    @Test
    void showsLogsToAnAdministratorByHeaderAndByCookie() throws Exception {
        var token = tokens.issue("a1", Audience.ADMINISTRATOR).text();
        client.send("GET", LOG, "Authorization: Bearer " + token);
        assertThat(callerOf(base.take())).extracting(Caller::userId).isEqualTo("a1");
        client.send("GET", LOG, "Cookie: openAI=rubbish; admin=" + token);
        assertThat(callerOf(base.take())).extracting(Caller::userId).isEqualTo("a1");
    }

    @Test
    void showsLogsToNobodyElse() throws Exception {
        var replaced = tokens.issue("u2", Audience.USER);
        var newest = tokens.issue("u2", Audience.USER);
        sessions.open(newest.what());
        refusesLog("Octopus-Caller: forged");
        refusesLog("Authorization: Bearer rubbish");
        refusesLog("Authorization: Bearer " + replaced.text());
        refusesLog("Cookie: openAI=" + tokens.issue("u3", Audience.USER).text());
        refusesLog("Cookie: admin=" + newest.text());
        sessions.setStatus("u2", Session.Status.FROZEN);
        refusesLog("Cookie: openAI=" + newest.text());
        assertThat(client.send("POST", LOG, "Content-Length: 0").status()).isEqualTo(405);
    }

    private void refusesLog(String header) throws Exception {
        assertThat(client.send("GET", LOG, header).status()).isEqualTo(401);
        assertThat(base.isUntouched()).isTrue();
    }

    @Test
    void opensDashboardsToPeopleAndKeepsTheirTokens() throws Exception {
        assertThat(client.send("GET", "/grafana/d/x?orgId=1").status()).isEqualTo(401);
        var token = tokens.issue("a1", Audience.ADMINISTRATOR).text();
        client.send(
                "GET", "/grafana/d/x?orgId=1", "Cookie: admin=" + token + "; grafana=g; openAI=x");
        var seen = grafana.take();
        assertThat(seen.target()).isEqualTo("/d/x?orgId=1");
        assertThat(seen.header("cookie")).isEqualTo("grafana=g");
    }

    @Test
    void leavesPreflightsToTheServiceThatTheyAreFor() throws Exception {
        client.send(
                "OPTIONS",
                "/openaiserver/v1/x",
                "Origin: http://elsewhere.example",
                "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: authorization");
        var seen = openai.take();
        assertThat(seen.method()).isEqualTo("OPTIONS");
        assertThat(seen.headers())
                .doesNotContainKeys(
                        "access-control-request-method", "access-control-request-headers");
    }

    @Test
    void answersWhoeverAsksForAWebSocketOverHttp() throws Exception {
        var ways =
                Map.of(
                        "/openaiserver/v1/x", openai,
                        "/adminserver/v1/x", admin,
                        "/oss/octopus/k", store);
        for (var way : ways.entrySet()) {
            var answer =
                    client.send(
                            "GET",
                            way.getKey(),
                            "Connection: Upgrade",
                            "Upgrade: websocket",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(way.getValue().take().headers()).doesNotContainKey("upgrade");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host:\r\n",
                "Host: a b/c\r\n",
                "Host: a/b\r\n",
                "Host: u@a\r\n",
                "Host: a\r\nHost: b\r\n",
                "Host: a\r\nHost: a\r\n"
            })
    void refusesWhoDoesNotSayOnceWhichHostIsMeant(String hosts) throws Exception {
        for (var target : List.of("/openaiserver/v1/x", "/oss/octopus/k")) {
            var request = "GET " + target + " HTTP/1.1\r\n" + hosts + "Connection: close\r\n\r\n";
            assertThat(client.send(request).status()).isEqualTo(400);
        }
        assertThat(List.of(openai, store)).allMatch(Upstream::isUntouched);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a:80", "127.0.0.1:8000", "[::1]:8000", "a_b.example"})
    void takesHostsOfEveryForm(String host) throws Exception {
        assertThat(client.send("GET", "/openaiserver/v1/x", "Host: " + host).status())
                .isEqualTo(200);
    }

    @Test
    void refusesLargeBodiesOfTheSurfaces() throws Exception {
        var answer = client.send("POST", "/openaiserver/v1/x", "Content-Length: 3000000");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(openai.isUntouched()).isTrue();
    }

    @Test
    void isHealthyAndMeasured() throws Exception {
        var inside = new RawClient(healthPort);
        assertThat(inside.send("GET", "/actuator/health/liveness").body()).contains("UP");
        assertThat(inside.send("GET", "/actuator/health/readiness").body()).contains("UP");
        assertThat(inside.send("GET", "/openaiserver/v1/x").status()).isEqualTo(404);
        assertThat(openai.isUntouched()).isTrue();
        var metrics = inside.send("GET", "/actuator/prometheus");
        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.body()).contains("jvm_memory_used_bytes");
    }

    private Caller callerOf(Upstream.Seen seen) {
        var key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
        return new CallerTokenVerifier(key, Clock.systemUTC())
                .verify(seen.header("octopus-caller"));
    }
}
