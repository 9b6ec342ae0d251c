package cn.ac.pcl.octopus.base.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.storage.Uploader;
import cn.ac.pcl.octopus.base.storage.Zips;
import cn.ac.pcl.octopus.base.testing.AtOnce;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.identity.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

@ServiceTest
class DatasetsIT {
    private final TestCalls calls;
    private final Uploader uploader;
    private final Datasets datasets;
    private final JdbcTemplate database;
    private final Caller owner;

    @Autowired
    DatasetsIT(TestCalls calls, Uploader uploader, Datasets datasets, JdbcTemplate database) {
        this.calls = calls;
        this.uploader = uploader;
        this.datasets = datasets;
        this.database = database;
        this.owner = calls.newUser();
    }

    @Test
    void unpacksWhatWasUploadedAndListsIt() {
        var id = create(owner);
        var zip = new LinkedHashMap<String, String>();
        zip.put("数据/训练.csv", "a,b\n1,2\n");
        zip.put("readme.txt", "hello");
        zip.put("empty/", "");
        assertThat(uploader.upload(owner, v1(id), Zips.of(zip)).status()).isEqualTo(200);
        var version = awaitEnd(owner, id);
        assertThat(version.path("status").asString()).isEqualTo("UNZIPPED");
        assertThat(version.path("progress").asInt()).isEqualTo(100);
        // It names owner and workspace, which those with whom it is shared need not know.
        assertThat(version.path("path").asString()).isEmpty();
        assertThat(versions(calls.administrator(), id).findValuesAsString("path"))
                .containsExactly(
                        "octopus/dataSets/default-workspace/%s/%s/V1"
                                .formatted(owner.userId(), id));
        var files = calls.get(owner, v1(id) + "/files").json();
        assertThat(files.findValuesAsString("name")).containsExactly("empty", "readme.txt", "数据");
        assertThat(files.findValuesAsString("type"))
                .containsExactly("DIRECTORY", "FILE", "DIRECTORY");
        var below = calls.get(owner, v1(id) + "/files?path=%E6%95%B0%E6%8D%AE/").json();
        assertThat(below.findValuesAsString("path")).containsExactly("数据/训练.csv");
        for (var outside : new String[] {"..", "/etc", "../../..", "nothing", "readme.txt"}) {
            assertThat(calls.get(owner, v1(id) + "/files?path=" + outside).json().size())
                    .as(outside)
                    .isZero();
        }
    }

    @Test
    void refusesAConfirmationWithoutUploadOrOfAnotherFile() {
        var id = create(owner);
        assertThat(uploader.confirm(owner, v1(id), "x.zip").code())
                .isEqualTo("dataset.file-missing");
        var address = uploader.ticket(owner, v1(id), "x.zip");
        assertThat(uploader.confirm(owner, v1(id), "x.zip").code())
                .isEqualTo("dataset.file-missing");
        uploader.put(address, Zips.of(Map.of("a", "b")));
        assertThat(uploader.confirm(owner, v1(id), "y.zip").code())
                .isEqualTo("dataset.file-missing");
        assertThat(uploader.confirm(owner, v1(id), "x.zip").status()).isEqualTo(200);
        assertThat(uploader.confirm(owner, v1(id), "x.zip").code())
                .isEqualTo("dataset.state-refused");
        awaitEnd(owner, id);
        assertThat(
                        calls.post(
                                        owner,
                                        v1(id) + "/upload",
                                        Map.of("fileName", "x.zip", "publicUrl", "http://a"))
                                .code())
                .isEqualTo("dataset.state-refused");
    }

    @Test
    void saysWhyAnArchiveIsRefusedAndTakesABetterOne() {
        var good = Zips.of(Map.of("fine.txt", "fine"));
        var bad =
                Map.of(
                        Zips.of(Map.of("../outside", "x")), "leads out",
                        Zips.withMode("link", 0120777, "/etc/passwd"), "symbolic link",
                        Zips.zeros(512L << 20), "times larger",
                        "no zip at all".getBytes(StandardCharsets.UTF_8), "not a zip",
                        Arrays.copyOf(good, good.length - 10), "not a zip");
        for (var each : bad.entrySet()) {
            var id = create(owner);
            uploader.upload(owner, v1(id), each.getKey());
            var version = awaitEnd(owner, id);
            assertThat(version.path("status").asString()).isEqualTo("UNZIP_FAILED");
            assertThat(version.path("reason").asString()).contains(each.getValue());
            assertThat(calls.get(owner, v1(id) + "/files").json().size()).isZero();
            uploader.upload(owner, v1(id), good);
            assertThat(awaitEnd(owner, id).path("status").asString()).isEqualTo("UNZIPPED");
        }
    }

    /** A double click is one share and one refusal, and nothing unforeseen. */
    @Test
    void isSharedOnceByTwoAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            var id = create(owner);
            assertThat(AtOnce.all(2, () -> post(owner, v1(id) + "/share").code()))
                    .containsExactlyInAnyOrder("", "dataset.already-shared");
        }
    }

    /** Whoever comes second sees what the first has done. */
    @Test
    void leavesNoShareOfWhatIsDeletedAtOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            var id = create(owner);
            AtOnce.each(
                    List.of(
                            () -> post(owner, v1(id) + "/share"),
                            () -> calls.call(owner, "DELETE", "/datasets/" + id, null)));
            assertThat(database.queryForList("select * from dataset_shares where asset_id = ?", id))
                    .isEmpty();
        }
    }

    @Test
    void sharesVersionsWithTheCurrentWorkspace() {
        var id = create(owner);
        var member = calls.newUser();
        assertThat(calls.get(member, v1(id) + "/files").code()).isEqualTo("not-found");
        assertThat(post(owner, v1(id) + "/share").status()).isEqualTo(200);
        assertThat(post(owner, v1(id) + "/share").code()).isEqualTo("dataset.already-shared");
        assertThat(calls.get(member, v1(id) + "/files").status()).isEqualTo(200);
        assertThat(post(member, v1(id) + "/share").code()).isEqualTo("not-owner");
        calls.post(owner, "/datasets/" + id + "/versions", Map.of("desc", "second"));
        assertThat(calls.get(member, "/datasets/" + id + "/versions/V2/files").code())
                .isEqualTo("dataset.forbidden");
        assertThat(versions(member, id).path("totalSize").asInt()).isEqualTo(1);
        assertThat(versions(owner, id).path("totalSize").asInt()).isEqualTo(2);
        var shared = find(member, "/datasets/shared/search", id);
        assertThat(shared.path("latestVersion").asString()).isEqualTo("V1");
        assertThat(find(owner, "/datasets/mine/search", id).path("latestVersion").asString())
                .isEqualTo("V2");
        assertThat(post(owner, v1(id) + "/closeshare").status()).isEqualTo(200);
        assertThat(calls.get(member, v1(id) + "/files").code()).isEqualTo("not-found");
    }

    @Test
    void isMountedByWhomItIsSharedWithOnceItIsReady() {
        var id = create(owner);
        var member = calls.newUser();
        assertThat(refusalOfJob(member, id, 1)).isEqualTo(ErrorCode.NOT_FOUND);
        post(owner, v1(id) + "/share");
        assertThat(refusalOfJob(member, id, 1)).isEqualTo(ErrorCode.TRAINING_DATASET_STATE);
        assertThat(refusalOfJob(member, id, 2)).isEqualTo(ErrorCode.TRAINING_DATASET_FORBIDDEN);
        assertThat(refusalOfJob(owner, id, 2)).isEqualTo(ErrorCode.NOT_FOUND);
        uploader.upload(owner, v1(id), Zips.of(Map.of("a", "b")));
        awaitEnd(owner, id);
        assertThat(refusalOfJob(member, id, 1)).isNull();
    }

    @Test
    void neverGivesANumberTwice() {
        var id = create(owner);
        var versions = "/datasets/" + id + "/versions";
        assertThat(calls.post(owner, versions, Map.of()).json().path("version").asString())
                .isEqualTo("V2");
        calls.call(owner, "DELETE", versions + "/V2", null);
        assertThat(calls.post(owner, versions, Map.of()).json().path("version").asString())
                .isEqualTo("V3");
        calls.call(owner, "DELETE", versions + "/V3", null);
        assertThat(calls.call(owner, "DELETE", versions + "/V1", null).status()).isEqualTo(200);
        assertThat(calls.call(owner, "DELETE", "/datasets/" + id, null).code())
                .isEqualTo("not-found");
    }

    @Test
    void refusesANameTwiceUntilItIsDeleted() {
        var name = UUID.randomUUID().toString().substring(0, 20);
        var body = Map.of("name", name, "type", "text", "desc", "");
        var first = calls.post(owner, "/datasets", body).json().path("id").asString();
        assertThat(calls.post(owner, "/datasets", body).code()).isEqualTo("dataset.exists");
        assertThat(calls.post(calls.newUser(), "/datasets", body).status()).isEqualTo(200);
        calls.call(owner, "DELETE", "/datasets/" + first, null);
        assertThat(calls.post(owner, "/datasets", body).status()).isEqualTo(200);
    }

    @Test
    void letsAdministratorsChangePresetsOnly() {
        var administrator = calls.administrator();
        var preset = create(administrator);
        uploader.upload(administrator, v1(preset), Zips.of(Map.of("a.txt", "a")));
        assertThat(awaitEnd(owner, preset).path("status").asString()).isEqualTo("UNZIPPED");
        assertThat(calls.call(owner, "DELETE", "/datasets/" + preset, null).code())
                .isEqualTo("not-owner");
        var mine = create(owner);
        assertThat(calls.call(administrator, "DELETE", "/datasets/" + mine, null).code())
                .isEqualTo("not-owner");
        assertThat(calls.get(administrator, v1(mine) + "/files").status()).isEqualTo(200);
        assertThat(calls.call(administrator, "DELETE", "/datasets/" + preset, null).status())
                .isEqualTo(200);
    }

    private String create(Caller caller) {
        var answer =
                calls.post(
                        caller,
                        "/datasets",
                        Map.of(
                                "name",
                                UUID.randomUUID().toString().substring(0, 30),
                                "type",
                                "text"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("version").asString()).isEqualTo("V1");
        return answer.json().path("id").asString();
    }

    private @Nullable ErrorCode refusalOfJob(Caller caller, String id, int version) {
        try {
            datasets.requireUsable(
                    id,
                    new VersionNumber(version),
                    caller,
                    ErrorCode.TRAINING_DATASET_FORBIDDEN,
                    ErrorCode.TRAINING_DATASET_STATE);
            return null;
        } catch (Refusal refusal) {
            return refusal.code();
        }
    }

    private JsonNode find(Caller caller, String list, String id) {
        var found = calls.post(caller, list, Map.of("pageIndex", 1, "pageSize", 99)).json();
        for (var item : found.path("items")) {
            if (item.path("id").asString().equals(id)) {
                return item;
            }
        }
        throw new AssertionError(id + " is not in " + found);
    }

    private JsonNode versions(Caller caller, String id) {
        return calls.post(
                        caller,
                        "/datasets/" + id + "/versions/search",
                        Map.of("pageIndex", 1, "pageSize", 10))
                .json();
    }

    private JsonNode awaitEnd(Caller caller, String id) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> versions(caller, id).path("items").path(0),
                        version ->
                                version.path("status").asString().equals("UNZIPPED")
                                        || version.path("status")
                                                .asString()
                                                .equals("UNZIP_FAILED"));
    }

    private TestCalls.Answer post(Caller caller, String path) {
        return calls.call(caller, "POST", path, null);
    }

    private static String v1(String id) {
        return "/datasets/" + id + "/versions/V1";
    }
}
