package cn.ac.pcl.octopus.local.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.local.platform.Surface;
import cn.ac.pcl.octopus.local.platform.TrainingRun;
import cn.ac.pcl.octopus.local.platform.Waiting;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How the platform ends, and goes on afterwards. */
@ExtendWith(RunningPlatform.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LauncherIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(300);

    @TempDir Path folder;

    @Test
    @Order(1)
    void aJobOutlivesAKilledLauncherAndEndsUnderTheNext(RunningPlatform platform) throws Exception {
        Workbench.Waiter job = waiter(platform, platform.demoUser());
        RunningPlatform.kill(platform.pid("platform"));
        platform.up();

        Surface user = platform.demoUser();
        TrainingRun run = TrainingRun.find(platform.http(), user, job.run().id());
        assertThat(run.status()).isEqualTo("running");
        job.letGo();
        assertThat(Waiting.until(LIMIT, PAUSE, () -> run.status().equals("succeeded"))).isTrue();
        Path model = run.downloadModel(job.modelName(), folder.resolve("model"));
        assertThat(model.resolve("result")).hasContent("done");
        assertThat(run.cost()).isPositive();
        assertThat(run.bills()).hasSize(1);
    }

    @Test
    @Order(2)
    void ctrlCEndsJobsAndLeavesNothingAndTheNextStartNeedsNoDemoUser(RunningPlatform platform)
            throws Exception {
        String email = Workbench.newName("patient") + "@octopus.local";
        Workbench.Waiter job = waiter(platform, platform.newUser(email, 100));
        freezeDemoUser(platform, "freeze");
        interrupt(platform.pid("platform"));
        platform.requireNothingLeft();
        platform.up();

        freezeDemoUser(platform, "thaw");
        Surface user =
                Surface.ofUsers(platform.http(), platform.gateway())
                        .logIn(email, RunningPlatform.password(email));
        TrainingRun run = TrainingRun.find(platform.http(), user, job.run().id());
        assertThat(Waiting.until(LIMIT, PAUSE, () -> run.status().equals("failed"))).isTrue();
        assertThat(run.reason()).containsAnyOf("node shutdown", "节点正在关闭");
        // Told before the services stopped, so the time in which there was no platform is free.
        assertThat(run.cost()).isLessThan(new BigDecimal("6"));
        assertThat(run.bills()).hasSize(1);
    }

    @Test
    void aSecondUpIsRefusedInOneSentenceAndDisturbsNothing(RunningPlatform platform)
            throws Exception {
        Path log = platform.home().resolve("logs/up.log");
        String before = Files.readString(log);
        for (List<String> command : List.of(List.of("up"), List.of("up", "--detach"))) {
            RunningPlatform.Outcome second = platform.octopus(command.toArray(String[]::new));
            assertThat(second.exit()).isEqualTo(3);
            assertThat(second.output()).containsPattern("octopus: Octopus already runs here .*");
        }
        assertThat(log).hasContent(before.stripTrailing());
    }

    @Test
    void aTakenPortIsToldInOneSentenceAndNoHomeIsMade(RunningPlatform platform) throws Exception {
        Path other = folder.resolve("other");
        refusesATakenPort(platform, other, "up");
        refusesATakenPort(platform, other, "up", "--detach");
        refusesATakenPort(platform, other, "demo");
        assertThat(other).doesNotExist();

        Files.createDirectories(other);
        refusesATakenPort(platform, other, "up", "--detach");
    }

    private static void refusesATakenPort(RunningPlatform platform, Path home, String... command)
            throws Exception {
        int taken = platform.gateway().getPort();
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--port=redis=" + taken, "--port-base=0"));
        RunningPlatform.Outcome up = platform.octopusAt(home, arguments.toArray(String[]::new));
        assertThat(up.exit()).isEqualTo(4);
        assertThat(up.output().lines().filter(line -> line.startsWith("octopus: ")))
                .singleElement()
                .asString()
                .contains("Port " + taken + ", which redis needs, is taken");
    }

    @Test
    void upAndResetKeepTheirHandsOffWhatOctopusDidNotMake(RunningPlatform platform)
            throws Exception {
        Path mine = Files.createDirectories(folder.resolve("mine"));
        Path file = Files.writeString(mine.resolve("thesis.txt"), "years of work");
        assertThat(platform.octopusAt(mine, "up", "-d", "--port-base=0").exit()).isEqualTo(2);
        assertThat(platform.octopusAt(mine, "reset", "--yes").exit()).isEqualTo(3);
        assertThat(mine.toFile().list()).containsExactly("thesis.txt");
        assertThat(file).hasContent("years of work");
    }

    private Workbench.Waiter waiter(RunningPlatform platform, Surface user) throws Exception {
        Workbench.Waiter job =
                new Workbench(platform, user, folder).waiter(Workbench.newName("waiting"));
        assertThat(Waiting.until(LIMIT, PAUSE, job::waits)).isTrue();
        assertThat(Waiting.until(LIMIT, PAUSE, () -> job.run().status().equals("running")))
                .isTrue();
        return job;
    }

    private static void freezeDemoUser(RunningPlatform platform, String action) throws Exception {
        Surface administrator = platform.administrator();
        var query = Map.of("pageIndex", 1, "pageSize", 50, "searchKey", "demo@octopus.local");
        String id =
                administrator
                        .get("/v1/usermanage/user", query)
                        .required("users")
                        .path(0)
                        .required("id")
                        .asString();
        administrator.post("/v1/usermanage/user/%s/%s".formatted(id, action), Map.of());
    }

    /** What Ctrl-C does; where this test itself runs behind a shell's &, it means nothing. */
    private static void interrupt(long pid) throws IOException, InterruptedException {
        String signal = ignoresInterrupts(pid) ? "TERM" : "INT";
        ProcessHandle launcher = ProcessHandle.of(pid).orElseThrow();
        new ProcessBuilder("kill", "-s", signal, Long.toString(pid)).start().waitFor();
        assertThat(Waiting.until(LIMIT, PAUSE, () -> !launcher.isAlive())).isTrue();
    }

    private static boolean ignoresInterrupts(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(8), 16) & 2) != 0);
    }
}
