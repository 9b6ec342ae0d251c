package cn.ac.pcl.octopus.local.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.platform.Surface;
import cn.ac.pcl.octopus.local.platform.TrainingRun;
import cn.ac.pcl.octopus.local.platform.Uploads;
import cn.ac.pcl.octopus.local.platform.Waiting;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** kill -9 of any service where it hurts: nothing is lost, doubled or left half-made. */
@ExtendWith(RunningPlatform.class)
class KilledServiceIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int FILES = 2000;
    private static final int UNPACKING = 2;

    @TempDir Path folder;

    @Test
    void unpackingAndAJobSurviveTheDeathOfBaseServer(RunningPlatform platform) throws Exception {
        Surface user = platform.demoUser();
        var bench = new Workbench(platform, user, folder);

        Uploads.Content dataset =
                bench.uploads().createDataset(Workbench.newName("big"), "text", "");
        bench.uploads().uploadDataset(dataset, manyFiles());
        assertThat(bench.uploads().datasetStatus(dataset)).isEqualTo(UNPACKING);
        kill(platform, "base-server");
        awaitAlive(user);
        bench.uploads().awaitDataset(dataset);

        String modelName = Workbench.newName("survivor");
        var algorithm =
                bench.algorithm(
                        modelName,
                        Map.of(
                                "main.sh",
                                "ls /dataset/many | wc -l; sleep 20; ls /dataset/many | wc -l >"
                                        + " /model/count"));
        BigDecimal before = DemoIT.balance(user);
        TrainingRun run =
                bench.submit(algorithm, dataset, bench.image(), bench.spec(true), "sh main.sh");
        assertThat(Waiting.until(LIMIT, PAUSE, () -> run.status().equals("running"))).isTrue();
        kill(platform, "base-server");
        awaitAlive(user);

        assertThat(Waiting.until(LIMIT, PAUSE, () -> ended(run))).isTrue();
        assertThat(run.status()).as(run.reason()).isEqualTo("succeeded");
        assertThat(run.log().strip()).isEqualTo(Integer.toString(FILES));
        Path model = run.downloadModel(modelName, folder.resolve("model"));
        assertThat(Files.readString(model.resolve("count")).strip())
                .isEqualTo(Integer.toString(FILES));
        BigDecimal cost = run.cost();
        assertThat(cost).isGreaterThanOrEqualTo(new BigDecimal("2.0"));
        assertThat(run.bills()).hasSize(1);
        assertThat(before.subtract(DemoIT.balance(user))).isEqualByComparingTo(cost);
    }

    @Test
    void aJobSurvivesTheDeathOfTheStoresAndThenOfEveryOtherService(RunningPlatform platform)
            throws Exception {
        Surface user = platform.demoUser();
        var bench = new Workbench(platform, user, folder);
        BigDecimal before = DemoIT.balance(user);
        Workbench.Waiter job = bench.waiter(Workbench.newName("tough"));
        TrainingRun run = job.run();
        assertThat(Waiting.until(LIMIT, PAUSE, job::waits)).isTrue();
        assertThat(Waiting.until(LIMIT, PAUSE, () -> run.status().equals("running"))).isTrue();

        kill(platform, "mariadb", "redis");
        awaitReady(platform);
        kill(
                platform,
                "gateway",
                "openai-server",
                "admin-server",
                "taskset",
                "controller",
                "scheduler");
        job.letGo(); // it ends while nobody looks
        awaitReady(platform);

        // The last sessions may have died with Redis.
        user.withToken(platform.demoUser().token());
        assertThat(Waiting.until(LIMIT, PAUSE, () -> ended(run))).isTrue();
        assertThat(run.status()).as(run.reason()).isEqualTo("succeeded");
        Path model = run.downloadModel(job.modelName(), folder.resolve("tough"));
        assertThat(model.resolve("result")).hasContent("done");
        BigDecimal cost = run.cost();
        assertThat(run.bills()).hasSize(1);
        assertThat(before.subtract(DemoIT.balance(user))).isEqualByComparingTo(cost);
    }

    private static void kill(RunningPlatform platform, String... processes) throws Exception {
        var pids = new HashMap<String, Long>();
        for (JsonNode process : platform.status().required("processes")) {
            pids.put(process.required("name").asString(), process.required("pid").asLong());
        }
        for (String process : processes) {
            RunningPlatform.kill(Objects.requireNonNull(pids.get(process), process));
        }
    }

    private static void awaitReady(RunningPlatform platform) throws Exception {
        assertThat(
                        Waiting.until(
                                LIMIT,
                                Duration.ofSeconds(1),
                                () ->
                                        platform.status()
                                                .required("processes")
                                                .valueStream()
                                                .allMatch(process ->
                                                        process.required("state")
                                                                .asString()
                                                                .equals("ready"))))
                .as("every process is ready again")
                .isTrue();
    }

    private static boolean ended(TrainingRun run) throws IOException, InterruptedException {
        return Set.of("succeeded", "failed", "stopped").contains(run.status());
    }

    /** The supervisor starts it again; until then the surfaces answer with an error. */
    private static void awaitAlive(Surface user) throws Exception {
        assertThat(
                        Waiting.until(
                                LIMIT,
                                PAUSE,
                                () -> {
                                    try {
                                        user.get("/v1/billingmanage/user", Map.of());
                                        return true;
                                    } catch (Surface.RefusedException _) {
                                        return false;
                                    }
                                }))
                .isTrue();
    }

    /** Enough files that unpacking takes a while. */
    private Path manyFiles() throws IOException {
        Path zip = folder.resolve("many.zip");
        var random = new Random(7);
        var content = new byte[40_000];
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < FILES; i++) {
                random.nextBytes(content);
                out.putNextEntry(new ZipEntry("many/%04d.bin".formatted(i)));
                out.write(content);
                out.closeEntry();
            }
        }
        return zip;
    }
}
