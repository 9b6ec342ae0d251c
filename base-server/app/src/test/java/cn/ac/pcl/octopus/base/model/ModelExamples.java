package cn.ac.pcl.octopus.base.model;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import cn.ac.pcl.octopus.identity.Caller;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The model is shared with the workspace of owner and member, unless the call shares it. */
@Component
class ModelExamples implements OwnershipExamples {
    private static final Map<String, Object> PAGE = Map.of("pageIndex", 1, "pageSize", 9);

    private final Models models;

    ModelExamples(Models models) {
        this.models = models;
    }

    @Override
    public void describe(Book book) {
        book.add("POST /models", s -> Example.of(newPreset(s)))
                .add("POST /models/mine/search", s -> Example.of(PAGE))
                .add("POST /models/preset/search", s -> Example.of(PAGE))
                .add("POST /models/shared/search", s -> Example.of(PAGE))
                .add("POST /models/users/search", s -> Example.of(PAGE))
                .add("DELETE /models/{id}", s -> on(shared(s), null))
                .add("POST /models/{id}/preset-versions", s -> on(preset(s), Map.of()))
                .add("POST /models/{id}/versions/search", s -> on(shared(s), PAGE))
                .add("POST /models/{id}/shared-versions/search", s -> on(shared(s), PAGE))
                .add("DELETE /models/{id}/versions/{version}", s -> on(shared(s), null))
                .add("POST /models/{id}/versions/{version}/share", s -> on(trained(s), null))
                .add("POST /models/{id}/versions/{version}/closeshare", s -> on(shared(s), null))
                .add(
                        "POST /models/{id}/versions/{version}/upload",
                        s -> on(preset(s), Map.of("fileName", "a.zip", "publicUrl", "http://a")))
                .add(
                        "PUT /models/{id}/versions/{version}/uploadconfirm",
                        s -> on(preset(s), Map.of("fileName", "a.zip")))
                .add(
                        "GET /models/{id}/versions/{version}/download",
                        s ->
                                new Example(
                                        Map.of("id", shared(s), "version", "V1"),
                                        "?publicUrl=http://a",
                                        null))
                .add("GET /models/{id}/versions/{version}/files", s -> on(shared(s), null));
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
    private String trained(Scene s) {
        var user = s.owner().userId();
        var run = Ids.randomName();
        return models.fromTraining(
                        new Models.TrainingOutput(
                                run,
                                s.workspaceId(),
                                user,
                                algorithm(s, s.owner()),
                                VersionNumber.FIRST,
                                StoragePaths.jobOutput(s.workspaceId(), user, run)))
                .modelId();
    }

    private String shared(Scene s) {
        var id = trained(s);
        s.calls().call(s.owner(), "POST", "/models/" + id + "/versions/V1/share", null);
        return id;
    }

    private static Example on(String id, @Nullable Object body) {
        return Example.of(Map.of("id", id, "version", "V1"), body);
    }
}
