package cn.ac.pcl.octopus.base.algorithm;

import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import cn.ac.pcl.octopus.identity.Caller;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The algorithm is shared with the workspace of owner and member, unless the call shares it. */
@Component
class AlgorithmExamples implements OwnershipExamples {
    private static final Map<String, Object> PAGE = Map.of("pageIndex", 1, "pageSize", 9);

    @Override
    public void describe(Book book) {
        book.add("POST /algorithms", s -> Example.of(newAlgorithm(true)))
                .add("POST /algorithms/mine/search", s -> Example.of(PAGE))
                .add("POST /algorithms/preset/search", s -> Example.of(PAGE))
                .add("POST /algorithms/shared/search", s -> Example.of(PAGE))
                .add("POST /algorithms/users/search", s -> Example.of(PAGE))
                .add(
                        "POST /algorithms/batch",
                        s -> Example.of(Map.of("algorithmId", List.of(shared(s, true)))))
                .add("DELETE /algorithms/{id}", s -> on(shared(s, true), null))
                .add(
                        "POST /algorithms/{id}/versions",
                        s -> on(shared(s, true), Map.of("oriVersion", "V1")))
                .add(
                        "POST /algorithms/{id}/preset-versions",
                        s -> on(create(s, s.administrator(), true), Map.of()))
                .add("POST /algorithms/{id}/versions/search", s -> on(shared(s, true), PAGE))
                .add("POST /algorithms/{id}/shared-versions/search", s -> on(shared(s, true), PAGE))
                .add("GET /algorithms/{id}/versions/{version}", s -> on(shared(s, true), null))
                .add("DELETE /algorithms/{id}/versions/{version}", s -> on(shared(s, true), null))
                .add(
                        "POST /algorithms/{id}/versions/{version}/share",
                        s -> on(create(s, s.owner(), true), null))
                .add(
                        "POST /algorithms/{id}/versions/{version}/closeshare",
                        s -> on(shared(s, true), null))
                .add(
                        "POST /algorithms/{id}/versions/{version}/copy",
                        s ->
                                on(
                                        shared(s, true),
                                        Map.of("newAlgorithmName", name(), "modelName", "model")))
                .add(
                        "POST /algorithms/{id}/versions/{version}/upload",
                        s ->
                                on(
                                        shared(s, false),
                                        Map.of("fileName", "a.zip", "publicUrl", "http://a")))
                .add(
                        "PUT /algorithms/{id}/versions/{version}/uploadconfirm",
                        s -> on(shared(s, false), Map.of("fileName", "a.zip")))
                .add(
                        "POST /algorithms/{id}/versions/{version}/downloadcompress",
                        s -> on(shared(s, true), null))
                .add(
                        "GET /algorithms/{id}/versions/{version}/download",
                        s ->
                                new Example(
                                        Map.of("id", shared(s, true), "version", "V1"),
                                        "?compressAt=2030-01-01T00:00:00Z&publicUrl=http://a",
                                        null));
    }

    private static String name() {
        return UUID.randomUUID().toString();
    }

    private static Map<String, Object> newAlgorithm(boolean empty) {
        return Map.of("isEmpty", empty, "algorithmName", name(), "modelName", "model");
    }

    private static String create(Scene s, Caller caller, boolean empty) {
        return s.calls()
                .post(caller, "/algorithms", newAlgorithm(empty))
                .json()
                .path("algorithmId")
                .asString();
    }

    private static String shared(Scene s, boolean empty) {
        var id = create(s, s.owner(), empty);
        s.calls().call(s.owner(), "POST", "/algorithms/" + id + "/versions/V1/share", null);
        return id;
    }

    private static Example on(String id, @Nullable Object body) {
        return Example.of(Map.of("id", id, "version", "V1"), body);
    }
}
