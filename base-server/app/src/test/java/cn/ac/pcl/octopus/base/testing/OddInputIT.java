package cn.ac.pcl.octopus.base.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Ids that nobody was ever given are answered, and are no failure of the service. */
@ServiceTest
class OddInputIT {
    private static final List<String> ODD =
            List.of(
                    "x".repeat(300),
                    "数据",
                    "😀",
                    "a b",
                    "%",
                    "a'b\"--",
                    "a;b=c",
                    "ID ",
                    "-",
                    "A.B_c");

    /** Those that take a span of time. */
    private static final List<String> LISTS =
            List.of("/trainings/search", "/datasets/users/search", "/algorithms/users/search");

    private final TestCalls calls;

    @Autowired
    OddInputIT(TestCalls calls) {
        this.calls = calls;
    }

    @Test
    void answersOddIdsInPaths() {
        var owner = calls.newUser();
        var administrator = calls.administrator();
        for (var odd : ODD) {
            var id = URLEncoder.encode(odd, StandardCharsets.UTF_8).replace("+", "%20");
            for (var kind : List.of("datasets", "algorithms", "models")) {
                isRefused(calls.get(owner, "/" + kind + "/" + id + "/versions/V1/files"), odd);
                isRefused(calls.call(owner, "DELETE", "/" + kind + "/" + id, null), odd);
                isRefused(
                        calls.post(
                                owner,
                                "/" + kind + "/" + id + "/versions/V1/upload",
                                Map.of("fileName", "a.zip", "publicUrl", "http://a")),
                        odd);
            }
            isRefused(calls.get(owner, "/trainings/" + id), odd);
            isRefused(calls.post(owner, "/trainings/" + id + "/stop", Map.of()), odd);
            isRefused(calls.post(owner, "/trainings/delete", Map.of("jobIds", List.of(odd))), odd);
            isRefused(calls.get(owner, "/log/user/trainjob/" + id + "/task0/0/index.log"), odd);
            isRefused(calls.call(owner, "POST", "/images/" + id + "/share", null), odd);
            isRefused(calls.get(administrator, "/workspaces/" + id), odd);
            isRefused(
                    calls.post(
                            administrator,
                            "/workspaces",
                            Map.of("name", "odd", "resourcePoolId", odd, "userIds", List.of())),
                    odd);
            isRefused(calls.call(administrator, "DELETE", "/specs/" + id, null), odd);
            isRefused(calls.call(administrator, "DELETE", "/pools/" + id, null), odd);
        }
    }

    /** The driver of the database cannot say all that an instant can be. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1000000000-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59Z"
            })
    void refusesMomentsFarAway(String moment) {
        var administrator = calls.administrator();
        for (var list : LISTS) {
            for (var field : List.of("createdAtGte", "createdAtLt")) {
                isRefused(calls.post(administrator, list, query(field, moment)), moment);
            }
        }
    }

    /** All that passes can be looked for. */
    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"})
    void answersMomentsWithinTheCalendar(String moment) {
        var administrator = calls.administrator();
        for (var list : LISTS) {
            for (var field : List.of("createdAtGte", "createdAtLt")) {
                var answer = calls.post(administrator, list, query(field, moment));
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            }
        }
    }

    private static Map<String, Object> query(String field, String moment) {
        return Map.of("pageIndex", 1, "pageSize", 1, field, moment);
    }

    private static void isRefused(TestCalls.Answer answer, String odd) {
        assertThat(answer.status()).as("%s: %s", odd, answer.text()).isBetween(400, 499);
    }
}
