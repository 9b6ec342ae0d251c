package cn.ac.pcl.octopus.base.model;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.api.ModelApi.ModelQuery;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.model.Models.TrainingOutput;
import cn.ac.pcl.octopus.base.storage.ObjectStore;
import cn.ac.pcl.octopus.base.storage.SharedVolume;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import cn.ac.pcl.octopus.base.storage.StorageProperties;
import cn.ac.pcl.octopus.base.storage.Uploader;
import cn.ac.pcl.octopus.base.storage.Zips;
import cn.ac.pcl.octopus.base.testing.AsCaller;
import cn.ac.pcl.octopus.base.testing.Eventually;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.StatementCounter;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.identity.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServiceTest
class ModelsIT {
    private static final String SPACE = Caller.DEFAULT_WORKSPACE;

    private final TestCalls calls;
    private final Uploader uploader;
    private final Models models;
    private final ModelController controller;
    private final SharedVolume volume;
    private final StorageProperties storage;
    private final ObjectStore store;
    private final Caller owner;
    private final String algorithm;

    @Autowired
    ModelsIT(
            TestCalls calls,
            Uploader uploader,
            Models models,
            ModelController controller,
            SharedVolume volume,
            StorageProperties storage,
            ObjectStore store) {
        this.calls = calls;
        this.uploader = uploader;
        this.models = models;
        this.controller = controller;
        this.volume = volume;
        this.storage = storage;
        this.store = store;
        this.owner = calls.newUser();
        this.algorithm = algorithm(owner);
    }

    @Test
    void keepsWhatAJobHasLeft() throws IOException {
        var job = job("weights", "3.14");
        var made = models.fromTraining(job);
        assertThat(made.version()).isEqualTo(VersionNumber.FIRST);
        assertThat(models.fromTraining(job)).isEqualTo(made);
        var id = made.modelId();
        assertThat(awaitEnd(owner, id, 1).path("fileStatus").asString()).isEqualTo("FINISHED");
        var files = calls.get(owner, v(id, 1) + "/files").json();
        assertThat(files.findValuesAsString("name")).containsExactly("sub/", "weights");
        assertThat(files.path(1).path("size").asLong()).isEqualTo(4);
        assertThat(calls.get(owner, v(id, 1) + "/files?prefix=sub").json().size()).isEqualTo(1);
        var address =
                calls.get(owner, v(id, 1) + "/download?publicUrl=" + uploader.publicUrl())
                        .json()
                        .path("downloadUrl")
                        .asString();
        assertThat(uploader.get(address)).startsWith('P', 'K');
        var second = models.fromTraining(job("weights", "2.72"));
        assertThat(second).isEqualTo(new Models.Made(id, new VersionNumber(2)));
        awaitEnd(owner, id, 2);
        var mine =
                calls.post(owner, "/models/mine/search", Map.of("pageIndex", 1, "pageSize", 9))
                        .json();
        assertThat(mine.path("totalSize").asInt()).isEqualTo(1);
        assertThat(mine.path("items").path(0).path("latestVersion").asString()).isEqualTo("V2");
        assertThat(mine.path("items").path(0).path("modelName").asString()).isEqualTo("my model");
        assertThat(mine.path("items").path(0).path("algorithmName").asString()).isNotEmpty();
    }

    /** Somebody has emptied the store; the content is still on the volume. */
    @Test
    void makesAZipAgainThatWasLost() throws IOException {
        var id = models.fromTraining(job("weights", "3.14")).modelId();
        awaitEnd(owner, id, 1);
        store.deleteAll(StoragePaths.downloads(StoragePaths.Kind.MODEL, id, VersionNumber.FIRST));
        var download = v(id, 1) + "/download?publicUrl=" + uploader.publicUrl();
        assertThat(calls.get(owner, download).code()).isEqualTo("model.file-missing");
        Eventually.is(() -> calls.get(owner, download).status() == 200);
    }

    @Test
    void saysSoWhenAJobHasLeftNothing() {
        var run = Ids.randomName();
        var made =
                models.fromTraining(
                        new TrainingOutput(
                                run,
                                SPACE,
                                owner.userId(),
                                algorithm,
                                VersionNumber.FIRST,
                                StoragePaths.jobOutput(SPACE, owner.userId(), run)));
        var version = awaitEnd(owner, made.modelId(), 1);
        assertThat(version.path("fileStatus").asString()).isEqualTo("FAILED");
        assertThat(version.path("reason").asString()).isNotEmpty();
        assertThat(calls.get(owner, v(made.modelId(), 1) + "/download?publicUrl=http://a").code())
                .isEqualTo("model.file-missing");
    }

    @Test
    void takesPresetsFromAdministrators() {
        var administrator = calls.administrator();
        var wanted = Map.of("algorithmId", algorithm(administrator), "algorithmVersion", "V1");
        var id = calls.post(administrator, "/models", wanted).json().path("modelId").asString();
        assertThat(calls.post(administrator, "/models", wanted).code()).isEqualTo("model.exists");
        uploader.upload(administrator, v(id, 1), Zips.of(Map.of("weights", "1")));
        assertThat(awaitEnd(owner, id, 1).path("fileStatus").asString()).isEqualTo("FINISHED");
        assertThat(
                        calls.get(owner, v(id, 1) + "/download?publicUrl=" + uploader.publicUrl())
                                .status())
                .isEqualTo(200);
        assertThat(
                        calls.post(
                                        administrator,
                                        "/models",
                                        Map.of("algorithmId", "nothing", "algorithmVersion", "V1"))
                                .code())
                .isEqualTo("model.algorithm-not-found");
    }

    @Test
    void listsAPageWithFourStatements() throws Exception {
        models.fromTraining(job("a", "1"));
        takesFourStatements(1);
        for (int i = 0; i < 2; i++) {
            models.fromTraining(
                    new TrainingOutput(
                            Ids.randomName(),
                            SPACE,
                            owner.userId(),
                            algorithm(owner),
                            VersionNumber.FIRST,
                            StoragePaths.jobOutput(SPACE, owner.userId(), "none")));
        }
        takesFourStatements(3);
    }

    private void takesFourStatements(int size) throws Exception {
        var query = new ModelQuery(1, size, null);
        int count =
                AsCaller.call(
                        owner, () -> StatementCounter.count(() -> controller.searchMine(query)));
        // Page, total, users, algorithms; the default workspace has no name to look up.
        assertThat(count).isEqualTo(4);
    }

    private TrainingOutput job(String file, String content) throws IOException {
        var run = Ids.randomName();
        var output = StoragePaths.jobOutput(SPACE, owner.userId(), run);
        volume.createDirectory(output);
        var directory = storage.mountPath().resolve(volume.subPath(output));
        Files.writeString(directory.resolve(file), content);
        Files.createDirectory(directory.resolve("sub"));
        Files.writeString(directory.resolve("sub/metrics"), "1");
        Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc/passwd"));
        return new TrainingOutput(
                run, SPACE, owner.userId(), algorithm, VersionNumber.FIRST, output);
    }

    private String algorithm(Caller caller) {
        return calls.post(
                        caller,
                        "/algorithms",
                        Map.of(
                                "isEmpty",
                                true,
                                "algorithmName",
                                Ids.random(),
                                "modelName",
                                "my model"))
                .json()
                .path("algorithmId")
                .asString();
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

    private JsonNode version(Caller caller, String id, int number) {
        var found =
                calls.post(
                                caller,
                                "/models/" + id + "/versions/search",
                                Map.of("pageIndex", 1, "pageSize", 9))
                        .json();
        for (var item : found.path("items")) {
            if (item.path("versionDetail").path("version").asString().equals("V" + number)) {
                return item.path("versionDetail");
            }
        }
        return found;
    }

    private static String v(String id, int number) {
        return "/models/" + id + "/versions/V" + number;
    }
}
