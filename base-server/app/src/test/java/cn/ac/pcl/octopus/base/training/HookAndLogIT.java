package cn.ac.pcl.octopus.base.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.storage.StorageProperties;
import cn.ac.pcl.octopus.base.tasks.BackgroundTasks;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.HookSignature;
import cn.ac.pcl.octopus.taskset.api.JobState;
import cn.ac.pcl.octopus.taskset.api.LifeHook;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** What comes in from the task engine, and the logs that go out. */
@ServiceTest
class HookAndLogIT {
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestCalls calls;
    private final TrainingRuns runs;
    private final TracesTask traces;
    private final StoredManifestRepository manifests;
    private final BackgroundTasks tasks;
    private final HookSignature signature;
    private final JsonMapper json;
    private final Path logs;
    private final int port;
    private final Caller owner;
    private final String id = Ids.randomName();

    @Autowired
    HookAndLogIT(
            TestCalls calls,
            TrainingRuns runs,
            TracesTask traces,
            StoredManifestRepository manifests,
            BackgroundTasks tasks,
            HookSignature signature,
            JsonMapper json,
            StorageProperties storage,
            @LocalServerPort int port) {
        this.calls = calls;
        this.runs = runs;
        this.traces = traces;
        this.manifests = manifests;
        this.tasks = tasks;
        this.signature = signature;
        this.json = json;
        this.logs = storage.logPath();
        this.port = port;
        this.owner = calls.newUser();
        runs.accept(
                Samples.run(
                        id,
                        owner.userId(),
                        "job",
                        Clock.systemUTC().instant(),
                        Samples.subTask("a", 1, 1)),
                "{}");
    }

    @Test
    void appliesASignedHookOnce() throws Exception {
        byte[] hook = hook(id, 2);
        assertThat(post(hook, signature.sign(hook)).body()).isEqualTo("OK");
        assertThat(post(hook, signature.sign(hook)).body()).isEqualTo("OK");
        assertThat(runs.find(id).orElseThrow().state()).isEqualTo(TrainingState.PENDING);
        assertThat(runs.find(id).orElseThrow().sequence()).isEqualTo(2);
    }

    @Test
    void asksAgainForTheHookOfAnUnknownJob() throws Exception {
        byte[] hook = hook("unknown", 2);
        assertThat(post(hook, signature.sign(hook)).body()).isEqualTo("RE");
    }

    @Test
    void refusesAHookThatIsNotSignedOrNotReadable() throws Exception {
        byte[] hook = hook(id, 2);
        assertThat(post(hook, null).statusCode()).isEqualTo(401);
        assertThat(post(hook, signature.sign(hook(id, 3))).statusCode()).isEqualTo(401);
        byte[] text = "{\"detail\":1}".getBytes(StandardCharsets.UTF_8);
        assertThat(post(text, signature.sign(text)).statusCode()).isEqualTo(400);
        assertThat(runs.find(id).orElseThrow().state()).isEqualTo(TrainingState.PREPARING);
    }

    @Test
    void refusesAHookThatIsTooLargeForWhatItIs() throws Exception {
        byte[] hook = new byte[8 * 1024 * 1024 + 1];
        var answer = post(hook, signature.sign(hook));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("too large");
    }

    @Test
    void streamsALogToItsOwnerAndToAdministrators() throws Exception {
        write("第一行\nsecond\n");
        var answer = calls.get(owner, log("task0/0/index.log"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("第一行\nsecond\n");
        assertThat(calls.get(calls.administrator(), log("task0/0/index.log")).status())
                .isEqualTo(200);
        assertThat(calls.get(calls.newUser(), log("task0/0/index.log")).code())
                .isEqualTo("not-found");
    }

    @Test
    void sendsThePartThatIsAskedForAndNothingTwice() throws Exception {
        write("0123456789");
        String tag = LogFile.of(file()).orElseThrow().tag();
        var part = asked(Map.of("Range", "bytes=3-5"));
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("345");
        assertThat(asked(Map.of("Range", "bytes=8-", "If-Range", tag)).text()).isEqualTo("89");
        assertThat(asked(Map.of("Range", "bytes=8-", "If-Range", "\"old\"")).text())
                .isEqualTo("0123456789");
        assertThat(asked(Map.of("Range", "lines=1-2")).text()).isEqualTo("0123456789");
        assertThat(asked(Map.of("If-None-Match", tag)).status()).isEqualTo(304);
        assertThat(asked(Map.of("If-None-Match", "\"old\"")).status()).isEqualTo(200);
    }

    @Test
    void sendsSeveralPartsToTheirEnd() throws Exception {
        write("0123456789");
        var parts = asked(Map.of("Range", "bytes=0-1,5-6"));
        assertThat(parts.status()).isEqualTo(206);
        assertThat(parts.text())
                .contains("bytes 0-1/10")
                .contains("\r\n01\r\n")
                .contains("bytes 5-6/10")
                .contains("\r\n56\r\n")
                .endsWith("--");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=a-b", "bytes=5-4", "bytes=0-9,0-9"})
    void sendsNothingOfALogForPartsThatItHasNot(String range) throws Exception {
        write("0123456789");
        var answer = asked(Map.of("Range", range));
        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void knowsNoLogBesideThoseOfReplicas() throws Exception {
        write("x");
        for (String path :
                new String[] {
                    "task0/1/index.log",
                    "task0/0/",
                    "task0/0/other.log",
                    "task0/00/index.log",
                    "task0/-1/index.log",
                    "task0/0/index.log/",
                    "task0/%2e%2e/index.log",
                    "task0/0/..%2f..%2findex.log"
                }) {
            assertThat(calls.get(owner, log(path)).status()).as(path).isIn(400, 404);
        }
        assertThat(calls.get(owner, "/log/user/trainjob/none/task0/0/index.log").code())
                .isEqualTo("not-found");
    }

    @Test
    void followsNoLink() throws Exception {
        Path secret = Files.createTempFile(Files.createDirectories(logs), "secret", "");
        Files.writeString(secret, "secret");
        Files.createDirectories(file().getParent());
        Files.createSymbolicLink(file(), secret);
        assertThat(calls.get(owner, log("task0/0/index.log")).code()).isEqualTo("not-found");
    }

    /** Twice, as a task that was cut off runs again. */
    @Test
    void keepsNoTraceOfADeletedJobOnceItHasEnded() throws Exception {
        Instant start = Instant.parse("2026-11-25T00:00:00Z");
        write("x");
        runs.take(Samples.detail(id, 2, JobState.RUNNING, start, null));
        runs.stop(id, "no more");
        runs.delete(owner.userId(), List.of(id));
        assertThat(tasks.isScheduled(TracesTask.NAME, id)).isTrue();
        assertThatThrownBy(() -> traces.run(new JobId(id))).isInstanceOf(IOException.class);
        assertThat(file()).exists();

        runs.take(Samples.detail(id, 3, JobState.STOPPED, start, start.plusSeconds(9)));
        traces.run(new JobId(id));
        traces.run(new JobId(id));
        assertThat(logs.resolve("user/trainjob")).isDirectoryNotContaining("glob:**" + id);
        assertThat(manifests.findById(id)).isEmpty();
    }

    @Test
    void tellsTheLengthThatItSendsWhileTheLogGrows() throws Exception {
        write("0123456789");
        LogFile file = LogFile.of(file()).orElseThrow();
        Files.writeString(file(), "0123456789 and more");
        try (var in = file.getInputStream()) {
            assertThat(file.contentLength()).isEqualTo(10);
            assertThat(in.readAllBytes()).hasSize(10);
        }
        try (var in = file.getInputStream()) {
            assertThat(in.skip(8)).isEqualTo(8);
            assertThat(in.readAllBytes()).hasSize(2);
        }
    }

    private TestCalls.Answer asked(Map<String, String> headers) {
        return calls.call(owner, "GET", log("task0/0/index.log"), null, headers);
    }

    private HttpResponse<String> post(byte[] body, @Nullable String header) throws Exception {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + port
                                                + "/v1/trainmanage/pipelinecallback"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body));
        if (header != null) {
            request.header(HookSignature.HEADER, header);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private byte[] hook(String jobId, long sequence) {
        return json.writeValueAsBytes(
                new LifeHook(
                        jobId,
                        "u1",
                        "u1",
                        JobState.PENDING,
                        Instant.EPOCH,
                        sequence,
                        Samples.detail(jobId, sequence, JobState.PENDING, null, null)));
    }

    private void write(String text) throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), text);
    }

    private Path file() {
        return logs.resolve("user/trainjob").resolve(id).resolve("task0/0/index.log");
    }

    private String log(String path) {
        return "/log/user/trainjob/" + id + "/" + path;
    }
}
