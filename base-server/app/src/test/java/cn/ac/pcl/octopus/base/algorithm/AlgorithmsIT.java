package cn.ac.pcl.octopus.base.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.api.AlgorithmApi.AlgorithmQuery;
import cn.ac.pcl.octopus.base.storage.StorageProperties;
import cn.ac.pcl.octopus.base.storage.Uploader;
import cn.ac.pcl.octopus.base.storage.Zips;
import cn.ac.pcl.octopus.base.testing.AsCaller;
import cn.ac.pcl.octopus.base.testing.Eventually;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.StatementCounter;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.identity.Caller;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

@ServiceTest
class AlgorithmsIT {
    private final TestCalls calls;
    private final Uploader uploader;
    private final AlgorithmController controller;
    private final JdbcTemplate database;
    private final StorageProperties storage;
    private final Caller owner;

    @Autowired
    AlgorithmsIT(
            TestCalls calls,
            Uploader uploader,
            AlgorithmController controller,
            JdbcTemplate database,
            StorageProperties storage) {
        this.calls = calls;
        this.uploader = uploader;
        this.controller = controller;
        this.database = database;
        this.storage = storage;
        this.owner = calls.newUser();
    }

    @Test
    void unpacksCopiesAndPacks() throws Exception {
        var id = create(owner, false);
        uploader.upload(owner, v(id, 1), Zips.of(Map.of("train.py", "print('hi')")));
        assertThat(awaitEnd(owner, id, 1).path("fileStatus").asString()).isEqualTo("FINISHED");
        rest(id);
        var added = calls.post(owner, path(id) + "/versions", Map.of("oriVersion", "V1"));
        assertThat(added.json().path("version").asString()).as(added.text()).isEqualTo("V2");
        assertThat(awaitEnd(owner, id, 2).path("fileStatus").asString()).isEqualTo("FINISHED");
        assertThat(
                        calls.post(
                                        owner,
                                        v(id, 2) + "/upload",
                                        Map.of("fileName", "a.zip", "publicUrl", "http://a"))
                                .code())
                .isEqualTo("algorithm.upload-refused");
        var begun =
                calls.call(owner, "POST", v(id, 2) + "/downloadcompress", null)
                        .json()
                        .path("compressAt")
                        .asString();
        assertThat(
                        calls.call(owner, "POST", v(id, 2) + "/downloadcompress", null)
                                .json()
                                .path("compressAt")
                                .asString())
                .isEqualTo(begun);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        version(owner, id, 2).path("latestCompressed").asString("").equals(begun));
        var address =
                calls.get(
                                owner,
                                v(id, 2)
                                        + "/download?compressAt="
                                        + begun
                                        + "&publicUrl="
                                        + uploader.publicUrl())
                        .json()
                        .path("downloadUrl")
                        .asString();
        assertThat(names(uploader.get(address))).isEqualTo(List.of("train.py=print('hi')"));
    }

    @Test
    void copiesWhatMayBeReadAndIsReady() {
        var id = create(owner, true);
        var other = calls.newUser();
        var wanted = Map.of("newAlgorithmName", Ids.random(), "modelName", "m");
        assertThat(calls.post(other, v(id, 1) + "/copy", wanted).code())
                .isEqualTo("algorithm.not-mine");
        calls.call(owner, "POST", v(id, 1) + "/share", null);
        var copy = calls.post(other, v(id, 1) + "/copy", wanted).json();
        var copyId = copy.path("newAlgorithmId").asString();
        assertThat(awaitEnd(other, copyId, 1).path("fileStatus").asString()).isEqualTo("FINISHED");
        assertThat(calls.post(other, v(id, 1) + "/copy", wanted).code())
                .isEqualTo("algorithm.exists");
        var waiting = create(owner, false);
        assertThat(
                        calls.post(
                                        owner,
                                        v(waiting, 1) + "/copy",
                                        Map.of("newAlgorithmName", "x", "modelName", "m"))
                                .code())
                .isEqualTo("algorithm.not-ready");
    }

    @Test
    void listsTheLatestSharedVersionToOthers() {
        var id = create(owner, true);
        rest(id);
        calls.post(owner, path(id) + "/versions", Map.of("oriVersion", "V1"));
        calls.call(owner, "POST", v(id, 1) + "/share", null);
        var other = calls.newUser();
        assertThat(find(other, "shared", id).path("algorithmVersion").asString()).isEqualTo("V1");
        assertThat(find(owner, "mine", id).path("algorithmVersion").asString()).isEqualTo("V2");
        assertThat(
                        calls.post(other, "/algorithms/batch", Map.of("algorithmId", List.of(id)))
                                .json()
                                .size())
                .isEqualTo(1);
        calls.call(owner, "POST", v(id, 1) + "/closeshare", null);
        assertThat(
                        calls.post(other, "/algorithms/batch", Map.of("algorithmId", List.of(id)))
                                .json()
                                .size())
                .isZero();
    }

    @Test
    void makesPresetsInVersions() {
        var administrator = calls.administrator();
        var id = create(administrator, false);
        uploader.upload(administrator, v(id, 1), Zips.of(Map.of("a.py", "1")));
        assertThat(awaitEnd(owner, id, 1).path("fileStatus").asString()).isEqualTo("FINISHED");
        rest(id);
        calls.post(administrator, path(id) + "/preset-versions", Map.of());
        uploader.upload(administrator, v(id, 2), Zips.of(Map.of("a.py", "2")));
        assertThat(awaitEnd(owner, id, 2).path("fileStatus").asString()).isEqualTo("FINISHED");
        assertThat(find(owner, "preset", id).path("isPrefab").asBoolean()).isTrue();
    }

    @Test
    void listsAPageWithFourStatements() throws Exception {
        for (int i = 0; i < 3; i++) {
            create(owner, true);
        }
        for (int size : new int[] {1, 3}) {
            var query = new AlgorithmQuery(1, size, null, null, null, null, null, null);
            int count =
                    AsCaller.call(
                            owner,
                            () -> StatementCounter.count(() -> controller.searchMine(query)));
            // Page, total, versions, users; the default workspace has no name to look up.
            assertThat(count).isEqualTo(4);
        }
    }

    /** A file is where the folder of the user's code should be. */
    @Test
    void keepsNoAlgorithmWithoutItsFolder() throws Exception {
        var blocked =
                storage.mountPath()
                        .resolve(storage.bucket())
                        .resolve("codes/default-workspace")
                        .resolve(owner.userId());
        Files.createDirectories(blocked.getParent());
        Files.createFile(blocked);
        var name = Ids.random();
        assertThat(tryToCreate(owner, name, true).code()).isEqualTo("unavailable");
        assertThat(database.queryForList("select id from algorithms where name = ?", name))
                .as("not even for a moment, in which the process may be killed")
                .isEmpty();

        Files.delete(blocked);
        var made = tryToCreate(owner, name, true);
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        assertThat(blocked.resolve(made.json().path("algorithmId").asString()).resolve("V1"))
                .isDirectory();

        assertThat(tryToCreate(owner, name, true).code()).isEqualTo("algorithm.exists");
        Eventually.is(() -> filled(blocked.toFile().listFiles()) == 1);
    }

    private static long filled(File @Nullable [] folders) {
        return Stream.of(Objects.requireNonNull(folders))
                .filter(folder -> Objects.requireNonNull(folder.list()).length > 0)
                .count();
    }

    private TestCalls.Answer tryToCreate(Caller caller, String name, boolean empty) {
        return calls.post(
                caller,
                "/algorithms",
                Map.of("isEmpty", empty, "algorithmName", name, "modelName", "model"));
    }

    private String create(Caller caller, boolean empty) {
        var answer = tryToCreate(caller, Ids.random(), empty);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("algorithmId").asString();
    }

    /** Lets the three seconds pass after which another version may be made. */
    private void rest(String id) {
        database.update(
                "update algorithms set updated_at = updated_at - interval 1 minute where id = ?",
                id);
    }

    private JsonNode find(Caller caller, String list, String id) {
        var found =
                calls.post(
                                caller,
                                "/algorithms/" + list + "/search",
                                Map.of("pageIndex", 1, "pageSize", 99))
                        .json();
        for (var item : found.path("items")) {
            if (item.path("algorithmId").asString().equals(id)) {
                return item;
            }
        }
        throw new AssertionError(id + " is not in " + found);
    }

    private JsonNode version(Caller caller, String id, int number) {
        return calls.get(caller, v(id, number)).json().path("algorithm");
    }

    private JsonNode awaitEnd(Caller caller, String id, int number) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> version(caller, id, number),
                        version ->
                                List.of("FINISHED", "FAILED")
                                        .contains(version.path("fileStatus").asString("")));
    }

    private static List<String> names(byte[] zip) throws Exception {
        var files = new HashMap<String, String>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files.entrySet().stream().map(Object::toString).sorted().toList();
    }

    private static String path(String id) {
        return "/algorithms/" + id;
    }

    private static String v(String id, int number) {
        return "/algorithms/" + id + "/versions/V" + number;
    }
}
