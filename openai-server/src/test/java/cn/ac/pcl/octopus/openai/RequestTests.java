package cn.ac.pcl.octopus.openai;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.identity.Audience;
import cn.ac.pcl.octopus.surface.SurfaceFixture;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How requests are read and how answers and failures look. */
class RequestTests extends SurfaceFixture {

    private static final String DATASETS = "/v1/datasetmanage/mydataset";
    private static final String JOBS = "/v1/trainmanage/trainjob";
    private static final String EMPTY_PAGE = "{\"totalSize\":0,\"items\":[]}";
    private static final JsonMapper JSON = JsonMapper.shared();

    private String bearer = "";

    RequestTests() {
        super(OpenaiServerApplication.class);
    }

    @BeforeEach
    void login() {
        var issued = tokens.issue("u1", Audience.USER);
        sessions.open(issued.what());
        bearer = issued.text();
        base.answer("POST /datasets/mine/search", EMPTY_PAGE);
        base.answer("POST /trainings/search", EMPTY_PAGE);
        base.answer("POST /trainings/delete", "{\"deletedAt\":\"2026-11-24T10:00:00Z\"}");
    }

    private HttpResponse<String> sendAs(HttpRequest.Builder request) throws Exception {
        return send(request.header("Authorization", "Bearer " + bearer));
    }

    private int subcode(HttpRequest.Builder request) throws Exception {
        return envelope(sendAs(request)).at("/error/subcode").asInt();
    }

    private JsonNode received() {
        return JSON.readTree(base.calls().getLast().body());
    }

    @Test
    void wrapsAnAnswer() throws Exception {
        assertThat(sendAs(to(DATASETS + "?pageIndex=1&pageSize=10")).body())
                .isEqualTo(
                        "{\"success\":true,\"payload\":{\"totalSize\":0,\"datasets\":[]},"
                                + "\"error\":null}");
    }

    @Test
    void ignoresAccept() throws Exception {
        var request = to(DATASETS + "?pageIndex=1&pageSize=10").header("Accept", "text/html");
        assertThat(as(bearer, request).at("/success").asBoolean()).isTrue();
    }

    @Test
    void readsTheQuery() throws Exception {
        sendAs(
                to(
                        DATASETS
                                + "?pageIndex=2&pageSize=99&searchKey=%E6%95%B0+%2B&createdAtGte=5"
                                + "&createdAtLt=0&orderBy=&unknown=1&PAGEINDEX=7"));
        var query = received();
        assertThat(query.get("pageIndex").asInt()).isEqualTo(2);
        assertThat(query.get("searchKey").asString()).isEqualTo("\u6570 +");
        assertThat(query.get("createdAtGte").asString()).isEqualTo("1970-01-01T00:00:05Z");
        assertThat(query.get("createdAtLt").isNull()).isTrue();
    }

    @Test
    void readsAJsonBodyOnGetAndIgnoresTheQueryThen() throws Exception {
        sendAs(
                json(
                        "GET",
                        DATASETS + "?pageIndex=2&pageSize=x",
                        "{\"PageIndex\":3,\"PAGESIZE\":4,\"searchKey\":null,\"more\":[]}"));
        assertThat(received().get("pageIndex").asInt()).isEqualTo(3);
        assertThat(received().get("pageSize").asInt()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pageIndex=&pageSize=1",
                "pageIndex=a&pageSize=1",
                "pageIndex=1.0&pageSize=1",
                "pageIndex=1&pageIndex=2&pageSize=1",
                "pageIndex=1&pageSize=1&createdAtGte=x",
                "pageIndex=99999999999999999999&pageSize=1"
            })
    void refusesUnreadableQueriesBeforeAnythingElse(String query) throws Exception {
        assertThat(subcode(to(DATASETS + "?" + query))).isEqualTo(10026);
        assertThat(envelope(send(to(DATASETS + "?" + query))).at("/error/subcode").asInt())
                .isEqualTo(10026);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 253402300800L, 31556889864403199L, Long.MIN_VALUE})
    void refusesMomentsThatTheContractHasAndNobodyCanMean(long seconds) throws Exception {
        assertThat(subcode(to(DATASETS + "?pageIndex=1&pageSize=1&createdAtLt=" + seconds)))
                .isEqualTo(10003);
    }

    @Test
    void refusesCountsThatTheContractHasAndNobodyCanMean() throws Exception {
        assertThat(subcode(to(DATASETS + "?pageIndex=9223372036854775807&pageSize=1")))
                .isEqualTo(10003);
        assertThat(subcode(to(DATASETS + "?pageIndex=1&pageSize=4294967297"))).isEqualTo(10003);
        assertThat(subcode(json("GET", DATASETS, "{\"pageIndex\":1000000000000,\"pageSize\":1}")))
                .isEqualTo(10003);
        assertThat(
                        subcode(
                                json(
                                        "GET",
                                        DATASETS,
                                        "{\"pageIndex\":9223372036854775808,\"pageSize\":1}")))
                .isEqualTo(10024);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"pageIndex\":\"1\"}",
                "{\"pageIndex\":1.0}",
                "{\"searchKey\":1}"
            })
    void refusesUnreadableBodiesBeforeAnythingElse(String body) throws Exception {
        assertThat(subcode(json("GET", DATASETS, body))).isEqualTo(10024);
        assertThat(envelope(send(json("GET", DATASETS, body))).at("/error/subcode").asInt())
                .isEqualTo(10024);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?pageIndex=0&pageSize=1",
                "?pageIndex=1&pageSize=100",
                "?pageIndex=1&pageSize=1&orderBy=up"
            })
    void refusesBrokenRulesAfterAuthentication(String query) throws Exception {
        assertThat(subcode(to(DATASETS + query))).isEqualTo(10003);
        assertThat(envelope(send(to(DATASETS + query))).at("/error/subcode").asInt())
                .isEqualTo(16001);
    }

    @Test
    void namesTheFieldsThatBreakARule() throws Exception {
        var error = as(bearer, to(DATASETS + "?pageSize=100")).at("/error");
        assertThat(error.toString())
                .isEqualTo(
                        "{\"code\":1,\"subcode\":10003,\"message\":\"\u8bf7\u6c42\u53c2\u6570\u4e0d\u7b26\u5408\u8981\u6c42\uff1apageIndex,"
                                + " pageSize\"}");
    }

    @ParameterizedTest
    @CsvSource({"flying,10003", "running,0", "'',0"})
    void knowsTheStatesOfTheContract(String status, int subcode) throws Exception {
        assertThat(subcode(to(JOBS + "?pageIndex=1&pageSize=1&status=" + status)))
                .isEqualTo(subcode);
    }

    @Test
    void deletesByQueryAndByBody() throws Exception {
        sendAs(to(JOBS + "?jobIds=a&jobIds=b").DELETE());
        assertThat(received().toString()).isEqualTo("{\"jobIds\":[\"a\",\"b\"]}");
        sendAs(json("DELETE", JOBS, "{\"jobIds\":[\"c\"]}"));
        assertThat(received().toString()).isEqualTo("{\"jobIds\":[\"c\"]}");
        assertThat(subcode(to(JOBS + "?jobIds%5B%5D=a").DELETE())).isEqualTo(10003);
        assertThat(subcode(to(JOBS + "?jobIds[]=a").DELETE())).isEqualTo(10003);
    }

    @Test
    void readsForms() throws Exception {
        base.answer("POST /datasets", "{\"id\":\"d1\",\"version\":\"V1\"}");
        var answer =
                as(
                        bearer,
                        to("/v1/datasetmanage/dataset")
                                .POST(BodyPublishers.ofString("name=a%20b&type=text"))
                                .header("Content-Type", "application/x-www-form-urlencoded"));
        assertThat(answer.at("/payload").toString())
                .isEqualTo("{\"id\":\"d1\",\"version\":\"V1\"}");
        assertThat(received().get("name").asString()).isEqualTo("a b");
    }

    @Test
    void readsNoJsonThatDoesNotSaySo() throws Exception {
        var request =
                to("/v1/datasetmanage/dataset")
                        .POST(BodyPublishers.ofString("{\"name\":\"a\",\"type\":\"t\"}"))
                        .header("Content-Type", "text/plain");
        assertThat(subcode(request)).isEqualTo(10003);
    }

    @Test
    void pathVariablesWinOverTheBody() throws Exception {
        base.answer("POST /datasets/d1/versions", "{\"datasetId\":\"d1\",\"version\":\"V2\"}");
        var answer =
                as(
                        bearer,
                        json(
                                "POST",
                                "/v1/datasetmanage/dataset/d1/version",
                                "{\"datasetId\":\"d9\",\"desc\":\"x\"}"));
        assertThat(answer.at("/payload/version").asString()).isEqualTo("V2");
    }

    @Test
    void readsABodyWhereNoneIsDeclared() throws Exception {
        base.answer("POST /trainings/j1/stop", "{\"stoppedAt\":\"2026-11-24T10:00:00Z\"}");
        var path = JOBS + "/j1/stop";
        var answer = as(bearer, to(path).POST(BodyPublishers.noBody()));
        assertThat(answer.at("/payload/stoppedAt").asLong()).isEqualTo(1795514400L);
        assertThat(subcode(json("POST", path, "{\"any\":1}"))).isZero();
        assertThat(subcode(json("POST", path, "{"))).isEqualTo(10024);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/datasetmanage/dataset/d1/version/x1/file,10004",
        "/v1/datasetmanage/dataset/d1/version/V/file,10004",
        "/v1/modelmanage/model/m1/version/x1/file,10003",
        "/v1/modelmanage/model/m-1/version/V1/file,10003",
        "/v1/algorithmmanage/algorithm/0123456789abcdef0123456789abcdef/version/1,10003",
        "/v1/algorithmmanage/algorithm/short/version/V1,10003"
    })
    void knowsTheFormsOfIdsAndVersions(String path, int subcode) throws Exception {
        assertThat(subcode(to(path))).isEqualTo(subcode);
        assertThat(base.calls()).isEmpty();
    }

    @Test
    void tellsBaseServerThePublicAddress() throws Exception {
        base.answer("POST /datasets/d1/versions/V1/upload", "{\"uploadUrl\":\"u\"}");
        var body = "{\"FileName\":\"a.zip\",\"domain\":\"http://elsewhere\"}";
        var path = "/v1/datasetmanage/dataset/d1/version/V1/upload";
        sendAs(
                json("POST", path, body)
                        .header("X-Forwarded-Host", "octopus.example:8443")
                        .header("X-Forwarded-Port", "8443")
                        .header("X-Forwarded-Proto", "https"));
        assertThat(received().get("publicUrl").asString())
                .isEqualTo("https://octopus.example:8443");
        assertThat(subcode(json("POST", path, "{\"fileName\":\"a.zip\",\"domain\":\"ftp://x\"}")))
                .isEqualTo(10003);
        assertThat(subcode(json("POST", path, "{\"fileName\":\"a.tar\",\"domain\":\"http://x\"}")))
                .isEqualTo(10003);
    }

    @ParameterizedTest
    @CsvSource({
        "404,not-found,10054,6",
        "409,dataset.exists,19004,7",
        "400,invalid-version,10004,1",
        "500,internal,10001,10",
        "418,newer.than-this,10001,10"
    })
    void translatesBaseServersReasons(int status, String code, int subcode, int type)
            throws Exception {
        base.refuse(
                "POST /datasets/mine/search",
                status,
                "{\"code\":\""
                        + code
                        + "\",\"detail\":\"secret /data/x\",\"status\":"
                        + status
                        + "}");
        var error = as(bearer, to(DATASETS + "?pageIndex=1&pageSize=1")).at("/error");
        assertThat(error.get("subcode").asInt()).isEqualTo(subcode);
        assertThat(error.get("code").asInt()).isEqualTo(type);
        assertThat(error.get("message").asString()).doesNotContain("secret");
    }

    @Test
    void namesTheFieldsThatBaseServerRefuses() throws Exception {
        base.refuse(
                "POST /datasets/mine/search",
                400,
                "{\"code\":\"invalid-request\",\"errors\":[{\"field\":\"sortBy\",\"message\":\"x\"}]}");
        var request =
                to(DATASETS + "?pageIndex=1&pageSize=1")
                        .header("Accept-Language", "en-US,en;q=0.9");
        assertThat(as(bearer, request).at("/error/message").asString())
                .isEqualTo("A parameter of the request breaks its rule: sortBy");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "none | zh",
                "'' | zh",
                "en | en",
                "en-GB,en;q=0.9 | en",
                "zh-CN,zh;q=0.9,en;q=0.8 | zh",
                "fr,en;q=0.5,zh;q=0.4 | en",
                "de | zh",
                "* | zh"
            })
    void speaksEnglishToThoseWhoPreferIt(@Nullable String header, String language)
            throws Exception {
        base.refuse(
                "POST /datasets/mine/search",
                400,
                "{\"code\":\"invalid-request\",\"detail\":\"x\"}");
        var request = to(DATASETS + "?pageIndex=1&pageSize=1");
        if (header != null) {
            request.header("Accept-Language", header);
        }
        assertThat(as(bearer, request).at("/error/message").asString())
                .startsWith(
                        language.equals("en")
                                ? "A parameter of the request breaks its rule"
                                : "请求参数不符合要求");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "", "{\"status\":502}", "[]"})
    void leaksNothingOfWhatItDoesNotUnderstand(String body) throws Exception {
        base.refuse("POST /datasets/mine/search", 502, body);
        var error = as(bearer, to(DATASETS + "?pageIndex=1&pageSize=1")).at("/error");
        assertThat(error.get("subcode").asInt()).isEqualTo(10001);
        assertThat(error.get("message").asString()).doesNotContain("html");
    }

    @Test
    void answersUnknownToAnswersItCannotRead() throws Exception {
        base.answer("POST /datasets/mine/search", "{\"totalSize\":\"many\"");
        assertThat(subcode(to(DATASETS + "?pageIndex=1&pageSize=1"))).isEqualTo(10001);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/v1", "/v1/nothing", DATASETS + "/", "/error", "/v1/datasetmanage"})
    void answersUnknownPathsWithPlainText(String path) throws Exception {
        var response = sendAs(to(path));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain");
        assertThat(response.headers().firstValue("Octopus-Request-Id")).isPresent();
    }

    @Test
    void countsTheCharactersOfANameAndNotTheirHalves() throws Exception {
        base.answer("POST /datasets", "{\"id\":\"d1\",\"version\":\"V1\"}");
        assertThat(subcode(named("🐙".repeat(30)))).isZero();
        assertThat(subcode(named("🐙".repeat(31)))).isEqualTo(10003);
        assertThat(subcode(named("数 据"))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\u3000", "a\\u0000b", "a\\nb", "a\\u2028b", ""})
    void takesNoNameThatShowsNothingOrBreaksTheLine(String name) throws Exception {
        assertThat(subcode(named(name))).isEqualTo(10003);
        assertThat(base.calls()).isEmpty();
    }

    private HttpRequest.Builder named(String name) {
        return json(
                "POST", "/v1/datasetmanage/dataset", "{\"name\":\"" + name + "\",\"type\":\"t\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "echo a\\u0000b,k,v,10003",
        "echo,k\\u0000,v,10003",
        "echo,k,\\u0000,10003",
        "echo a\\nb,k,v\\nw,0"
    })
    void takesNoCommandThatNoProcessCanBeTold(String command, String key, String value, int subcode)
            throws Exception {
        base.answer("POST /trainings", "{\"jobId\":\"j1\"}");
        var job =
                """
                {"name":"n","algorithmId":"0123456789abcdef0123456789abcdef",
                 "algorithmVersion":"V1","imageId":"i","dataSetId":"d","dataSetVersion":"V1",
                 "config":[{"command":"%s","parameters":[{"key":"%s","value":"%s"}],
                  "resourceSpecId":"s","taskNumber":1,"minFailedTaskCount":1,
                  "minSucceededTaskCount":1,"isMainRole":true}]}
                """
                        .formatted(command, key, value);
        assertThat(subcode(json("POST", JOBS, job))).isEqualTo(subcode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"})
    void answersWrongVerbsWithNothing(String verb) throws Exception {
        var response = sendAs(to(DATASETS).method(verb, BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void answersAnUnreadableAddressWithNothing() throws Exception {
        var response = sendAs(to(DATASETS + "/a%00b"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void isHealthyAndMeasuredWhileBaseServerIsReady() throws Exception {
        assertThat(send(to("/actuator/health/liveness")).statusCode()).isEqualTo(200);
        assertThat(send(to("/actuator/health/readiness")).statusCode()).isEqualTo(503);
        base.answer("GET /actuator/health/readiness", "{\"status\":\"UP\"}");
        assertThat(send(to("/actuator/health/readiness")).statusCode()).isEqualTo(200);
        assertThat(send(to("/actuator/prometheus")).body()).contains("jvm_memory_used_bytes");
    }
}
