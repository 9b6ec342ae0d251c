package cn.ac.pcl.octopus.base.model;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.api.WorkspaceApi;
import cn.ac.pcl.octopus.base.storage.SharedVolume;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import cn.ac.pcl.octopus.base.storage.StorageProperties;
import cn.ac.pcl.octopus.base.storage.Uploader;
import cn.ac.pcl.octopus.base.storage.Zips;
import cn.ac.pcl.octopus.base.testing.Eventually;
import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import cn.ac.pcl.octopus.identity.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The model is shared with the workspace of owner and member, unless the call shares it. */
@Component
class ModelExamples implements OwnershipExamples {
    private static final Map<String, Object> PAGE = Map.of("pageIndex", 1, "pageSize", 99);
    private static final List<Mark> VERSIONS = List.of(new Mark("V1", "V1"), new Mark("V2", "V2"));

    private final Models models;
    private final Uploader uploader;
    private final SharedVolume volume;
    private final StorageProperties storage;
    private final JdbcTemplate database;
    private final Map<Scene, List<Mark>> marks = new HashMap<>();
    private final Map<Scene, String> ready = new HashMap<>();

    ModelExamples(
            Models models,
            Uploader uploader,
            SharedVolume volume,
            StorageProperties storage,
            JdbcTemplate database) {
        this.models = models;
        this.uploader = uploader;
        this.volume = volume;
        this.storage = storage;
        this.database = database;
    }

    @Override
    public void describe(Book book) {
        book.add("POST /models", s -> Example.of(newPreset(s)))
                .add("POST /models/mine/search", this::list)
                .add("POST /models/preset/search", this::list)
                .add("POST /models/shared/search", this::list)
                .add("POST /models/users/search", this::list)
                .add("DELETE /models/{id}", s -> on(shared(s), null))
                .add("POST /models/{id}/preset-versions", s -> on(rested(preset(s)), Map.of()))
                .add(
                        "POST /models/{id}/versions/search",
                        s -> on(withVersions(s, 2), PAGE).seeking(VERSIONS))
                .add(
                        "POST /models/{id}/shared-versions/search",
                        s -> on(withVersions(s, 2), PAGE).seeking(VERSIONS))
                .add("DELETE /models/{id}/versions/{version}", s -> on(shared(s), null))
                .add(
                        "POST /models/{id}/versions/{version}/share",
                        s -> on(trained(s, s.owner()), null))
                .add("POST /models/{id}/versions/{version}/closeshare", s -> on(shared(s), null))
                .add(
                        "POST /models/{id}/versions/{version}/upload",
                        s -> on(preset(s), Map.of("fileName", "a.zip", "publicUrl", "http://a")))
                .add(
                        "PUT /models/{id}/versions/{version}/uploadconfirm",
                        s -> on(uploaded(s), Map.of("fileName", "a.zip")))
                .add("GET /models/{id}/versions/{version}/download", this::download)
                .add("GET /models/{id}/versions/{version}/files", s -> on(ready(s), null));
        read(book);
    }

    private void read(Book book) {
        book.read(
                        "POST /models/mine/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                trained(s, s.owner());
                            }
                            return Reading.page(s.owner(), n);
                        })
                .read(
                        "POST /models/preset/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                preset(s);
                            }
                            return Reading.page(s.other(), n);
                        })
                .read(
                        "POST /models/shared/search",
                        (s, n) -> {
                            s.workmates(n).forEach(user -> share(s, user, trained(s, user)));
                            return Reading.page(s.owner(), n);
                        })
                .read(
                        "POST /models/users/search",
                        (s, n) -> {
                            s.users(n).forEach(user -> trained(s, user));
                            return Reading.page(s.administrator(), n);
                        })
                .read(
                        "POST /models/{id}/versions/search",
                        (s, n) -> Reading.page(s.owner(), Map.of("id", withVersions(s, n)), n))
                .read(
                        "POST /models/{id}/shared-versions/search",
                        (s, n) -> {
                            var id = withVersions(s, n);
                            for (int version = 2; version <= n; version++) {
                                s.calls()
                                        .call(
                                                s.owner(),
                                                "POST",
                                                "/models/"
                                                        + id
                                                        + "/versions/V"
                                                        + version
                                                        + "/share",
                                                null);
                            }
                            return Reading.page(s.member(), Map.of("id", id), n);
                        })
                .read(
                        "GET /models/{id}/versions/{version}/download",
                        (s, n) -> Reading.one(s.owner(), download(s)))
                .read(
                        "GET /models/{id}/versions/{version}/files",
                        (s, n) -> Reading.all(s.owner(), on(readyWith(s, n), null)));
    }

    /** The newest models, among them these. */
    private Example list(Scene scene) {
        return Example.of(PAGE)
                .seeking(
                        marks.computeIfAbsent(
                                scene,
                                s ->
                                        List.of(
                                                new Mark("preset", preset(s)),
                                                new Mark("private", trained(s, s.owner())),
                                                new Mark("shared", shared(s)),
                                                new Mark("other's", sharedByOther(s)))));
    }

    private Example download(Scene s) {
        return on(ready(s), null).with("?publicUrl=" + uploader.publicUrl());
    }

    private static String algorithm(Scene s, Caller caller) {
        var wanted = Map.of("isEmpty", true, "algorithmName", Ids.random(), "modelName", "model");
        return s.calls().post(caller, "/algorithms", wanted).json().path("algorithmId").asString();
    }

    private static Map<String, Object> newPreset(Scene s) {
        return Map.of("algorithmId", algorithm(s, s.administrator()), "algorithmVersion", "V1");
    }

    private static String preset(Scene s) {
        return s.calls()
                .post(s.administrator(), "/models", newPreset(s))
                .json()
                .path("modelId")
                .asString();
    }

    /** Of a job that has left nothing, so that the version fails. */
    private String trained(Scene s, Caller user) {
        return models.fromTraining(output(user, algorithm(s, user))).modelId();
    }

    private static Models.TrainingOutput output(Caller user, String algorithm) {
        var run = Ids.randomName();
        var space = user.workspaceId().isEmpty() ? WorkspaceApi.DEFAULT : user.workspaceId();
        return new Models.TrainingOutput(
                run,
                space,
                user.userId(),
                algorithm,
                VersionNumber.FIRST,
                StoragePaths.jobOutput(space, user.userId(), run));
    }

    private void share(Scene s, Caller owner, String id) {
        s.calls().call(owner, "POST", "/models/" + id + "/versions/V1/share", null);
    }

    private String shared(Scene s) {
        var id = trained(s, s.owner());
        share(s, s.owner(), id);
        return id;
    }

    private String sharedByOther(Scene s) {
        var id = trained(s, s.other());
        share(s, s.other(), id);
        return id;
    }

    /** Of that many jobs with one algorithm; the first version is shared. */
    private String withVersions(Scene s, int count) {
        var algorithm = algorithm(s, s.owner());
        var id = models.fromTraining(output(s.owner(), algorithm)).modelId();
        for (int i = 1; i < count; i++) {
            models.fromTraining(output(s.owner(), algorithm));
        }
        share(s, s.owner(), id);
        return id;
    }

    /** So old that it gets a version again. */
    private String rested(String id) {
        database.update(
                "update models set updated_at = updated_at - interval 1 minute where id = ?", id);
        return id;
    }

    /** Its file is in the store and not confirmed. */
    private String uploaded(Scene s) {
        var id = preset(s);
        var version = "/models/" + id + "/versions/V1";
        var address = uploader.ticket(s.administrator(), version, "a.zip");
        uploader.put(address, Zips.of(Map.of("a", "b")));
        return id;
    }

    /** Its content and its zip are there. */
    private String ready(Scene scene) {
        return ready.computeIfAbsent(scene, s -> readyWith(s, 1));
    }

    private String readyWith(Scene s, int files) {
        var output = output(s.owner(), algorithm(s, s.owner()));
        try {
            volume.createDirectory(output.output());
            var directory = storage.mountPath().resolve(volume.subPath(output.output()));
            for (int i = 0; i < files; i++) {
                Files.writeString(directory.resolve(i + ".txt"), "text");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var id = models.fromTraining(output).modelId();
        share(s, s.owner(), id);
        var version = "/models/" + id + "/versions/V1";
        Eventually.is(() -> s.calls().get(s.owner(), version + "/files").status() == 200);
        return id;
    }

    private static Example on(String id, @Nullable Object body) {
        return Example.of(Map.of("id", id, "version", "V1"), body);
    }
}
