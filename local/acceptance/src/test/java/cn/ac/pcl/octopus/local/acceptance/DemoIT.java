package cn.ac.pcl.octopus.local.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.platform.Surface;
import cn.ac.pcl.octopus.local.platform.TrainingRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the platform is for: data and code go in, a model comes out, and the time is paid. */
@ExtendWith(RunningPlatform.class)
class DemoIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Writes how often each word occurs: a model that anyone can check by hand. */
    private static final String COUNT_WORDS =
            """
            import collections, json, pathlib, sys, time
            words = collections.Counter()
            for path in sorted(pathlib.Path("/dataset").rglob("*.txt")):
                words.update(path.read_text(encoding="utf-8").split())
            print("words:", sum(words.values()), "arguments:", sys.argv[1:], flush=True)
            time.sleep(2)
            pathlib.Path("/model/words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
            """;

    @TempDir Path folder;

    @Test
    void trainsAModelFromAUsersOwnDataAndCodeAndBillsItOnce(RunningPlatform platform)
            throws Exception {
        Surface user = platform.demoUser();
        var bench = new Workbench(platform, user, folder);
        var dataset =
                bench.dataset(Map.of("一.txt", "章鱼 octopus octopus", "deep/two.txt", "octopus"));
        String modelName = Workbench.newName("words");
        var algorithm = bench.algorithm(modelName, Map.of("main.py", COUNT_WORDS));
        BigDecimal before = balance(user);

        TrainingRun run =
                bench.submit(
                        algorithm,
                        dataset,
                        bench.image(),
                        bench.spec(true),
                        "python3 main.py --fast");
        var states = new ArrayList<String>();
        var log = new ByteArrayOutputStream();
        String end =
                run.follow(LIMIT, states::add, new PrintStream(log, true, StandardCharsets.UTF_8));

        assertThat(end).as("reason: %s, log: %s", run.reason(), log).isEqualTo("succeeded");
        assertThat(states).contains("running").endsWith("succeeded");
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("words: 4 arguments: ['--fast']");
        assertThat(run.log()).isEqualTo(log.toString(StandardCharsets.UTF_8));

        Path model = run.downloadModel(modelName, folder.resolve("model"));
        JsonNode words =
                JsonMapper.shared().readTree(Files.readString(model.resolve("words.json")));
        assertThat(words.required("octopus").asInt()).isEqualTo(3);
        assertThat(words.required("章鱼").asInt()).isEqualTo(1);

        BigDecimal cost = run.cost();
        assertThat(cost).isPositive();
        assertThat(run.bills()).hasSize(1);
        assertThat(before.subtract(balance(user))).isEqualByComparingTo(cost);
        long seconds = run.detail().required("runSec").asLong();
        assertThat(cost).isEqualByComparingTo(new BigDecimal(seconds).movePointLeft(1));
    }

    @Test
    void demoCommandTrainsTheExampleAndPredicts(RunningPlatform platform) throws Exception {
        RunningPlatform.Outcome demo = platform.octopus("demo");

        assertThat(demo.exit()).as(demo.output()).isZero();
        assertThat(demo.output())
                .contains("360 rows, 4 measures, 3 classes")
                .contains("succeeded")
                .containsPattern("prediction +sepal_length 6.1.* -> (marsh|meadow|mountain)")
                .containsPattern("cost +0\\.\\d+ machine hours");
    }

    @Test
    void demoCommandSaysInOneSentenceWhyAUsersOwnRunFailed(RunningPlatform platform)
            throws Exception {
        var bench = new Workbench(platform, platform.demoUser(), folder);
        Path data = bench.zip("own-data", Map.of("a.txt", "a"));
        Path code =
                bench.zip(
                        "own-code", Map.of("main.py", "import sys; print('no luck'); sys.exit(7)"));

        RunningPlatform.Outcome demo =
                platform.octopus(
                        "demo", "--data=" + data, "--code=" + code, "--command=python3 main.py");

        assertThat(demo.exit()).isEqualTo(1);
        assertThat(demo.output())
                .contains("no luck")
                .containsPattern("octopus: The job \\w+ ended as failed: .*7");
    }

    @Test
    void demoCommandTellsWhyAZipWasNotTaken(RunningPlatform platform) throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.zip"), "junk");

        RunningPlatform.Outcome demo =
                platform.octopus("demo", "--data=" + broken, "--code=" + broken, "--command=true");

        assertThat(demo.exit()).isEqualTo(1);
        assertThat(demo.output())
                .containsPattern("octopus: the dataset could not be unpacked: .*zip");
    }

    @Test
    void statusShowsEveryProcessReady(RunningPlatform platform) throws Exception {
        JsonNode status = platform.status();

        assertThat(status.propertyNames()).containsExactly("url", "accounts", "processes");
        var names = new ArrayList<String>();
        for (JsonNode process : status.required("processes")) {
            assertThat(process.propertyNames())
                    .containsExactly("name", "pid", "port", "state", "rssBytes");
            assertThat(process.required("state").asString())
                    .as(process.toString())
                    .isEqualTo("ready");
            assertThat(process.required("rssBytes").asLong()).isPositive();
            names.add(process.required("name").asString());
        }
        assertThat(names)
                .containsAll(
                        List.of(
                                "gateway",
                                "openai-server",
                                "admin-server",
                                "base-server",
                                "taskset",
                                "scheduler",
                                "controller",
                                "mariadb",
                                "redis"));
    }

    static BigDecimal balance(Surface user) throws Exception {
        return user.get("/v1/billingmanage/user", Map.of())
                .required("billingUser")
                .required("amount")
                .decimalValue();
    }
}
