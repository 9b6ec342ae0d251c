package cn.ac.pcl.octopus.taskset.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.local.stores.ScratchDatabase;
import cn.ac.pcl.octopus.taskset.Fixture;
import cn.ac.pcl.octopus.taskset.api.JobApi;
import cn.ac.pcl.octopus.taskset.api.JobDetail;
import cn.ac.pcl.octopus.taskset.api.JobState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/** The real service over HTTP, with a database and without a cluster. */
@Tag("stores")
class JobApiIT {
    private static final String TOKEN = "a-token-of-many-letters";
    private static ScratchDatabase database;
    private static ConfigurableApplicationContext service;
    private static RestClient http;
    private static JobApi api;

    @BeforeAll
    static void start() throws Exception {
        database = ScratchDatabase.create();
        service =
                new SpringApplicationBuilder(cn.ac.pcl.octopus.taskset.TasksetApplication.class)
                        .run(
                                "--server.port=0",
                                "--spring.datasource.url=" + database.jdbcUrl(),
                                "--spring.datasource.username=" + database.username(),
                                "--spring.datasource.password=" + database.password(),
                                "--octopus.taskset.token=" + TOKEN,
                                "--octopus.hooks.secret=a-secret-of-thirty-two-bytes-or-more",
                                "--octopus.base-server.url=http://127.0.0.1:1",
                                "--logging.structured.format.console=");
        int port = service.getEnvironment().getRequiredProperty("local.server.port", int.class);
        http = RestClient.create("http://127.0.0.1:" + port);
        api = api(TOKEN);
        until(() -> health("readiness").contains("\"schema\":{\"status\":\"UP\""));
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    @Test
    void takesAJobOnceAndTellsOfIt() {
        JobApi.Submission job = submission("a1");
        assertThat(api.submit(job).jobID()).isEqualTo("a1");
        assertThat(api.submit(job).jobID()).isEqualTo("a1");

        JobDetail detail = api.detail("a1");
        assertThat(detail.job().state()).isEqualTo(JobState.PREPARING);
        assertThat(detail.tasks().getFirst().image()).isEqualTo("octopus.local/shell:1");
        assertThat(api.batchdetail(List.of("none", "a1")).details()).contains(detail);
    }

    @Test
    void stopsAJobAtOnce() {
        api.submit(submission("a2"));
        api.stop("a2", new JobApi.Stop("user stop job"));
        assertThat(api.detail("a2").job().state()).isEqualTo(JobState.STOPPED);
        assertThat(api.detail("a2").job().reason()).isEqualTo("user stop job");
    }

    @Test
    void writesTheFormOfTheReferencePlatform() {
        api.submit(submission("a3"));
        String text =
                http.get()
                        .uri("/v1/job/detail/a3")
                        .header(JobApi.TOKEN, TOKEN)
                        .retrieve()
                        .body(String.class);
        assertThat(text)
                .contains("\"version\":\"v1\"", "\"state\":\"preparing\"", "\"userID\":\"u1\"")
                .contains("\"platformSpecificInfo\":{\"platform\":\"k8s\"");
    }

    @Test
    void refusesWithACode() {
        assertRefused(() -> api.detail("none"), 404, "job.not-found");
        assertRefused(() -> api.stop("none", new JobApi.Stop("x")), 404, "job.not-found");
        assertRefused(() -> api(TOKEN + "x").detail("a1"), 401, "unauthenticated");
        assertRefused(() -> api.submit(submission("Not_A_Name")), 400, "invalid-request");
        assertRefused(() -> post("{"), 400, "unreadable-body");
        assertRefused(() -> post("{\"userID\":\"u\"}"), 400, "invalid-request");
    }

    @Test
    void saysOfAFieldWhatIsWrong() {
        assertThatThrownBy(() -> api.stop("a1", new JobApi.Stop("")))
                .isInstanceOfSatisfying(
                        HttpClientErrorException.class,
                        e ->
                                assertThat(e.getResponseBodyAsString())
                                        .contains("\"field\":\"reason\""));
    }

    @Test
    void takesCallsWithoutAClusterAndSaysThatItIsAway() {
        assertThat(health("liveness")).contains("\"status\":\"UP\"");
        assertThat(health("readiness")).contains("\"status\":\"UP\"").doesNotContain("DOWN");
        assertThat(health("cluster")).contains("\"status\":\"OUT_OF_SERVICE\"");
    }

    private static void post(String body) {
        ResponseEntity<Void> _ =
                http.post()
                        .uri("/v1/job/")
                        .header(JobApi.TOKEN, TOKEN)
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(body)
                        .retrieve()
                        .toBodilessEntity();
    }

    private static void assertRefused(ThrowingCallable call, int status, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RestClientResponseException.class,
                        e -> {
                            assertThat(e.getStatusCode().value()).isEqualTo(status);
                            assertThat(e.getResponseHeaders())
                                    .extracting(HttpHeaders::getContentType)
                                    .isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
                            assertThat(e.getResponseBodyAs(ProblemDetail.class))
                                    .extracting(ProblemDetail::getProperties)
                                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                                    .containsEntry("code", code);
                        });
    }

    private static JobApi.Submission submission(String id) {
        return new JobApi.Submission(
                "u1", "train_job", id, Map.of(), Fixture.job(id), "u1", null, null);
    }

    private static JobApi api(String token) {
        return HttpServiceProxyFactory.builderFor(
                        RestClientAdapter.create(
                                http.mutate().defaultHeader(JobApi.TOKEN, token).build()))
                .build()
                .createClient(JobApi.class);
    }

    private static String health(String group) {
        return http.get()
                .uri("/actuator/health/" + group)
                .exchange((request, response) ->
                        new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(50_000_000);
        }
        assertThat(condition.getAsBoolean()).as(() -> health("readiness")).isTrue();
    }
}
