package cn.ac.pcl.octopus.local.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.platform.Surface;
import cn.ac.pcl.octopus.local.platform.Waiting;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What happened to a request can be found in every service, and in the pod, by one id. */
@ExtendWith(RunningPlatform.class)
class TraceIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(300);

    @TempDir Path folder;

    @Test
    void oneTraceRunsFromTheGatewaysAnswerToThePodsEnvironment(RunningPlatform platform)
            throws Exception {
        Surface user = platform.demoUser();
        var bench = new Workbench(platform, user, folder);
        var algorithm = bench.presetAlgorithm();
        var dataset = bench.presetDataset();
        String body =
                """
                {"name": "%s", "desc": "", "algorithmId": "%s", "algorithmVersion": "%s", "imageId": "%s",
                 "dataSetId": "%s", "dataSetVersion": "%s", "isDistributed": false,
                 "config": [{"name": "main", "command": "echo trace=$TRACEPARENT", "parameters": [],
                             "resourceSpecId": "%s", "taskNumber": 1, "minFailedTaskCount": 1,
                             "minSucceededTaskCount": 1, "isMainRole": true}]}
                """
                        .formatted(
                                Workbench.newName("traced"),
                                algorithm.id(),
                                algorithm.version(),
                                bench.image(),
                                dataset.id(),
                                dataset.version(),
                                bench.spec(false));
        HttpResponse<String> answer = user.send("POST", "/v1/trainmanage/trainjob", body);
        String job = Surface.payload(answer).required("jobId").asString();
        String trace = answer.headers().firstValue("Octopus-Trace-Id").orElseThrow();

        assertThat(trace).matches("[0-9a-f]{32}");
        URI log = user.gateway().resolve("/log/user/trainjob/%s/task0/0/index.log".formatted(job));
        var request =
                HttpRequest.newBuilder(log)
                        .header("Authorization", "Bearer " + user.token())
                        .build();
        assertThat(
                        Waiting.until(
                                LIMIT,
                                PAUSE,
                                () ->
                                        platform.http()
                                                .send(request, HttpResponse.BodyHandlers.ofString())
                                                .body()
                                                .contains("trace=00-" + trace + "-")))
                .isTrue();
    }
}
