package cn.ac.pcl.octopus.local.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.local.platform.Surface;
import cn.ac.pcl.octopus.local.platform.TrainingRun;
import cn.ac.pcl.octopus.local.platform.Uploads;
import cn.ac.pcl.octopus.local.platform.Waiting;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input as users send it: each has its documented error or a failed state with a reason. */
@ExtendWith(RunningPlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

    @TempDir static Path folder;

    private RunningPlatform platform;
    private Surface user;
    private Workbench bench;

    @BeforeAll
    void logIn(RunningPlatform running) throws Exception {
        platform = running;
        user = platform.newUser("bad-input@octopus.local", 100);
        bench = new Workbench(platform, user, folder);
    }

    /** One request and the number of the error it must get. */
    interface Attempt {
        void make() throws Exception;
    }

    Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        "wrong password",
                        16009,
                        () -> visitor().logIn("bad-input@octopus.local", "wrong-password")),
                refusal(
                        "unknown account",
                        16009,
                        () -> visitor().logIn("nobody@octopus.local", "wrong-password")),
                refusal("no token", 16001, () -> visitor().get("/v1/billingmanage/user", Map.of())),
                refusal("forged token", 16004, () -> balanceWith(LoginTokens.forged(user.token()))),
                refusal(
                        "expired token, rightly signed",
                        16004,
                        () -> balanceWith(tokens().with(user.token(), "exp", 1_000_000_000))),
                refusal(
                        "token for another audience, rightly signed",
                        16004,
                        () -> balanceWith(tokens().with(user.token(), "aud", "elsewhere"))),
                refusal(
                        "an administrator's token on the users' surface",
                        16004,
                        () -> balanceWith(platform.administrator().token())),
                refusal(
                        "a user's token on the administrators' surface",
                        16004,
                        () ->
                                Surface.ofAdministrators(platform.http(), platform.gateway())
                                        .withToken(user.token())
                                        .get("/v1/resourcemanage/resourcepool", Map.of())),
                refusal(
                        "wrong types",
                        10024,
                        () ->
                                user.post(
                                        "/v1/trainmanage/trainjob",
                                        Map.of("name", Map.of("a", 1)))),
                refusal(
                        "missing fields",
                        10003,
                        () -> user.post("/v1/trainmanage/trainjob", Map.of("name", "incomplete"))),
                refusal("confirm without upload", 19001, this::confirmWithoutUpload),
                refusal(
                        "an image that does not exist, or that is somebody else's",
                        13004,
                        () ->
                                bench.submit(
                                        bench.presetAlgorithm(),
                                        bench.presetDataset(),
                                        "0123456789abcdef0123456789abcdef",
                                        bench.spec(false),
                                        "true")),
                refusal(
                        "a dataset that does not exist, or that is somebody else's",
                        10054,
                        () ->
                                bench.submit(
                                        bench.presetAlgorithm(),
                                        new Uploads.Content(
                                                "0123456789abcdef0123456789abcdef", "V1"),
                                        bench.image(),
                                        bench.spec(false),
                                        "true")),
                refusal("someone else's job", 10054, this::lookAtSomeoneElsesJob));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("refusals")
    void isRefusedWithItsDocumentedNumber(String what, int subcode, Attempt attempt) {
        assertThatThrownBy(attempt::make)
                .as(what)
                .isInstanceOfSatisfying(
                        Surface.RefusedException.class,
                        refused ->
                                assertThat(refused.subcode())
                                        .as(refused.getMessage())
                                        .isEqualTo(subcode));
    }

    Stream<Arguments> zips() throws Exception {
        return Stream.of(
                Arguments.of(
                        "climbs out of its folder",
                        bench.zip("climbs", Map.of("../../evil.txt", "x"))),
                Arguments.of(
                        "names an absolute path",
                        bench.zip("absolute", Map.of("/tmp/evil.txt", "x"))),
                Arguments.of(
                        "holds a symbolic link", ZipFiles.symbolicLink(folder.resolve("link.zip"))),
                Arguments.of("holds 10 GB of zeros", ZipFiles.bomb(folder.resolve("bomb.zip"))),
                Arguments.of(
                        "is no zip at all",
                        Files.writeString(folder.resolve("broken.zip"), "PK but nothing else")),
                Arguments.of("is cut off", cutOff()));
    }

    @ParameterizedTest(name = "a zip that {0}")
    @MethodSource("zips")
    void failsToUnpackAndLeavesNothing(String what, Path zip) throws Exception {
        Uploads.Content dataset =
                bench.uploads().createDataset(Workbench.newName("bad"), "text", "");
        bench.uploads().uploadDataset(dataset, zip);

        assertThat(Waiting.until(LIMIT, PAUSE, () -> bench.uploads().datasetStatus(dataset) == 4))
                .as(what)
                .isTrue();
        try (Stream<Path> volume = Files.walk(platform.home().resolve("volume"))) {
            assertThat(volume.filter(path -> path.toString().contains("evil"))).isEmpty();
        }
        try (Stream<Path> volume = Files.walk(platform.home().resolve("volume"))) {
            assertThat(
                            volume.filter(path -> path.toString().contains(dataset.id()))
                                    .filter(Files::isRegularFile))
                    .isEmpty();
        }
        // A second, good upload heals it.
        bench.uploads()
                .uploadDataset(dataset, bench.zip(Workbench.newName("good"), Map.of("a.txt", "a")));
        bench.uploads().awaitDataset(dataset);
    }

    @Test
    void aCommandThatExitsWith3FailsTheJobAndSaysSo() throws Exception {
        TrainingRun run = bench.run("echo before the end; exit 3");

        assertThat(run.follow(LIMIT, _ -> {}, NOWHERE)).isEqualTo("failed");
        assertThat(run.reason()).contains("3");
        assertThat(run.log()).contains("before the end");
    }

    @Test
    void aCommandThatCannotStartFailsTheJobAndSaysSo() throws Exception {
        TrainingRun run = bench.run("/no/such/program");

        assertThat(run.follow(LIMIT, _ -> {}, NOWHERE)).isEqualTo("failed");
        assertThat(run.reason()).contains("127");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anImageThatCannotBePulledFailsTheJobAndNamesIt() throws Exception {
        TrainingRun run =
                bench.submit(
                        bench.presetAlgorithm(),
                        bench.presetDataset(),
                        bench.image("registry.example/nothing:1"),
                        bench.spec(false),
                        "true");

        assertThat(run.follow(LIMIT, _ -> {}, NOWHERE)).isEqualTo("failed");
        assertThat(run.reason()).contains("registry.example/nothing:1");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aSpecThatNoNodeCanHoldWaitsWithAReasonAndThenFailsWithIt() throws Exception {
        String spec =
                platform.administrator()
                        .post(
                                "/v1/resourcemanage/resourcespec",
                                Map.of(
                                        "name", Workbench.newName("huge"),
                                        "price", 0,
                                        "resourceQuantity", Map.of("cpu", "4096", "memory", "1Gi")))
                        .required("id")
                        .asString();
        bench.offer(spec);
        TrainingRun run =
                bench.submit(
                        bench.presetAlgorithm(),
                        bench.presetDataset(),
                        bench.image(),
                        spec,
                        "true");

        assertThat(Waiting.until(LIMIT, PAUSE, () -> run.reason().contains("4096 CPU cores")))
                .as("a reason that names what is missing, got: %s (%s)", run.reason(), run.status())
                .isTrue();
        assertThat(run.follow(LIMIT, _ -> {}, NOWHERE)).isEqualTo("failed");
        assertThat(run.reason()).contains("4096 CPU cores");
    }

    private void confirmWithoutUpload() throws Exception {
        Uploads.Content dataset =
                bench.uploads().createDataset(Workbench.newName("empty"), "text", "");
        String path =
                "/v1/datasetmanage/dataset/%s/version/%s"
                        .formatted(dataset.id(), dataset.version());
        user.post(
                path + "/upload", Map.of("fileName", "a.zip", "domain", user.gateway().toString()));
        user.put(path + "/uploadconfirm", Map.of("fileName", "a.zip"));
    }

    private void lookAtSomeoneElsesJob() throws Exception {
        Surface other = platform.newUser(Workbench.newName("other") + "@octopus.local", 100);
        TrainingRun theirs = new Workbench(platform, other, folder).run("true");
        user.get("/v1/trainmanage/trainjob/" + theirs.id(), Map.of());
    }

    /** The tokens that the tests make themselves are what the platform's own would be. */
    @Test
    void aTokenSignedByHandIsAsGoodAsTheOriginal() throws Exception {
        balanceWith(tokens().with(user.token(), "nothing", 1));
    }

    private LoginTokens tokens() throws Exception {
        return LoginTokens.of(platform.home());
    }

    private void balanceWith(String token) throws Exception {
        visitor().withToken(token).get("/v1/billingmanage/user", Map.of());
    }

    private Surface visitor() throws Exception {
        return Surface.ofUsers(platform.http(), platform.gateway());
    }

    private Path cutOff() throws Exception {
        byte[] whole =
                Files.readAllBytes(bench.zip("whole", Map.of("a.txt", "some text ".repeat(500))));
        return Files.write(
                folder.resolve("cut-off.zip"), Arrays.copyOf(whole, whole.length * 2 / 3));
    }

    private static Arguments refusal(String what, int subcode, Attempt attempt) {
        return Arguments.of(what, subcode, attempt);
    }
}
