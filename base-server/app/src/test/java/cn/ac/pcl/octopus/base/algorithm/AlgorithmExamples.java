package cn.ac.pcl.octopus.base.algorithm;

import cn.ac.pcl.octopus.base.storage.Uploader;
import cn.ac.pcl.octopus.base.storage.Zips;
import cn.ac.pcl.octopus.base.testing.Eventually;
import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import cn.ac.pcl.octopus.identity.Caller;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The algorithm is shared with the workspace of owner and member, unless the call shares it. */
@Component
class AlgorithmExamples implements OwnershipExamples {
    private static final Map<String, Object> PAGE = Map.of("pageIndex", 1, "pageSize", 99);
    private static final List<Mark> VERSIONS = List.of(new Mark("V1", "V1"), new Mark("V2", "V2"));

    private final Uploader uploader;
    private final JdbcTemplate database;
    private final Map<Scene, List<Mark>> marks = new HashMap<>();

    AlgorithmExamples(Uploader uploader, JdbcTemplate database) {
        this.uploader = uploader;
        this.database = database;
    }

    @Override
    public void describe(Book book) {
        book.add("POST /algorithms", s -> Example.of(newAlgorithm(true)))
                .add("POST /algorithms/mine/search", this::list)
                .add("POST /algorithms/preset/search", this::list)
                .add("POST /algorithms/shared/search", this::list)
                .add("POST /algorithms/users/search", this::list)
                .add(
                        "POST /algorithms/batch",
                        s -> {
                            var seen = marks(s);
                            var ids = seen.stream().map(Mark::text).toList();
                            return Example.of(Map.of("algorithmId", ids)).seeking(seen);
                        })
                .add("DELETE /algorithms/{id}", s -> on(shared(s, true), null))
                .add(
                        "POST /algorithms/{id}/versions",
                        s -> on(rested(shared(s, true)), Map.of("oriVersion", "V1")))
                .add(
                        "POST /algorithms/{id}/preset-versions",
                        s -> on(rested(create(s, s.administrator(), true)), Map.of()))
                .add(
                        "POST /algorithms/{id}/versions/search",
                        s -> on(withVersions(s, shared(s, true), 2), PAGE).seeking(VERSIONS))
                .add(
                        "POST /algorithms/{id}/shared-versions/search",
                        s -> on(withVersions(s, shared(s, true), 2), PAGE).seeking(VERSIONS))
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
                        s -> on(uploaded(s), Map.of("fileName", "a.zip")))
                .add(
                        "POST /algorithms/{id}/versions/{version}/downloadcompress",
                        s -> on(shared(s, true), null))
                .add("GET /algorithms/{id}/versions/{version}/download", this::packed);
        read(book);
    }

    private void read(Book book) {
        book.read(
                        "POST /algorithms/mine/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                create(s, s.owner(), true);
                            }
                            return Reading.page(s.owner(), n);
                        })
                .read(
                        "POST /algorithms/preset/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                create(s, s.administrator(), true);
                            }
                            return Reading.page(s.other(), n);
                        })
                .read(
                        "POST /algorithms/shared/search",
                        (s, n) -> {
                            s.workmates(n).forEach(user -> share(s, user, create(s, user, true)));
                            return Reading.page(s.owner(), n);
                        })
                .read(
                        "POST /algorithms/users/search",
                        (s, n) -> {
                            s.users(n).forEach(user -> create(s, user, true));
                            return Reading.page(s.administrator(), n);
                        })
                .read(
                        "POST /algorithms/batch",
                        (s, n) -> {
                            var ids =
                                    s.users(n).stream().map(user -> create(s, user, true)).toList();
                            var call = Example.of(Map.of("algorithmId", ids));
                            return Reading.all(s.administrator(), call);
                        })
                .read(
                        "POST /algorithms/{id}/versions/search",
                        (s, n) ->
                                Reading.page(
                                        s.owner(),
                                        Map.of("id", withVersions(s, shared(s, true), n)),
                                        n))
                .read(
                        "POST /algorithms/{id}/shared-versions/search",
                        (s, n) -> {
                            var id = withVersions(s, shared(s, true), n);
                            for (int version = 2; version <= n; version++) {
                                s.calls()
                                        .call(
                                                s.owner(),
                                                "POST",
                                                path(id, version) + "/share",
                                                null);
                            }
                            return Reading.page(s.member(), Map.of("id", id), n);
                        })
                .read(
                        "GET /algorithms/{id}/versions/{version}",
                        (s, n) -> {
                            var id = create(s, s.owner(), true);
                            for (int i = 0; i < n; i++) {
                                var space = s.calls().newWorkspace(s.owner());
                                share(s, Caller.user(s.owner().userId(), space, "test"), id);
                            }
                            return new Reading(s.owner(), on(id, null), "/versionAccesses");
                        })
                .read(
                        "GET /algorithms/{id}/versions/{version}/download",
                        (s, n) -> Reading.one(s.owner(), packed(s)));
    }

    /** The newest algorithms, among them these. */
    private Example list(Scene scene) {
        return Example.of(PAGE).seeking(marks(scene));
    }

    private List<Mark> marks(Scene scene) {
        return marks.computeIfAbsent(
                scene,
                s ->
                        List.of(
                                new Mark("preset", create(s, s.administrator(), true)),
                                new Mark("private", create(s, s.owner(), true)),
                                new Mark("shared", shared(s, true)),
                                new Mark("other's", sharedByOther(s))));
    }

    /** The download of a zip that is there. */
    private Example packed(Scene s) {
        var id = shared(s, true);
        var begun =
                s.calls()
                        .call(s.owner(), "POST", path(id, 1) + "/downloadcompress", null)
                        .json()
                        .path("compressAt")
                        .asString();
        var query = "?compressAt=" + begun + "&publicUrl=" + uploader.publicUrl();
        var download = path(id, 1) + "/download" + query;
        Eventually.is(() -> s.calls().get(s.owner(), download).status() == 200);
        return on(id, null).with(query);
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

    private static void share(Scene s, Caller owner, String id) {
        s.calls().call(owner, "POST", path(id, 1) + "/share", null);
    }

    private static String sharedByOther(Scene s) {
        var id = create(s, s.other(), true);
        share(s, s.other(), id);
        return id;
    }

    private static String shared(Scene s, boolean empty) {
        var id = create(s, s.owner(), empty);
        share(s, s.owner(), id);
        return id;
    }

    /** So old that it gets a version again. */
    private String rested(String id) {
        database.update(
                "update algorithms set updated_at = updated_at - interval 1 minute where id = ?",
                id);
        return id;
    }

    /** Has that many versions in the end. */
    private String withVersions(Scene s, String id, int count) {
        for (int i = 1; i < count; i++) {
            var wanted = Map.of("oriVersion", "V1");
            s.calls().post(s.owner(), "/algorithms/" + rested(id) + "/versions", wanted);
        }
        return id;
    }

    /** Its file is in the store and not confirmed. */
    private String uploaded(Scene s) {
        var id = shared(s, false);
        uploader.put(uploader.ticket(s.owner(), path(id, 1), "a.zip"), Zips.of(Map.of("a", "b")));
        return id;
    }

    private static String path(String id, int version) {
        return "/algorithms/" + id + "/versions/V" + version;
    }

    private static Example on(String id, @Nullable Object body) {
        return Example.of(Map.of("id", id, "version", "V1"), body);
    }
}
