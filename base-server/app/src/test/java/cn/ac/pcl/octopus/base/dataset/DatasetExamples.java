package cn.ac.pcl.octopus.base.dataset;

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
import org.springframework.stereotype.Component;

/** The dataset is shared with the workspace of owner and member, unless the call shares it. */
@Component
class DatasetExamples implements OwnershipExamples {
    private static final Map<String, Object> PAGE = Map.of("pageIndex", 1, "pageSize", 99);

    private static final List<Mark> VERSIONS = List.of(new Mark("V1", "V1"), new Mark("V2", "V2"));

    private final Uploader uploader;
    private final Map<Scene, List<Mark>> marks = new HashMap<>();

    DatasetExamples(Uploader uploader) {
        this.uploader = uploader;
    }

    @Override
    public void describe(Book book) {
        book.add("POST /datasets", s -> Example.of(newDataset()))
                .add("POST /datasets/mine/search", this::list)
                .add("POST /datasets/preset/search", this::list)
                .add("POST /datasets/shared/search", this::list)
                .add("POST /datasets/users/search", this::list)
                .add("DELETE /datasets/{id}", s -> on(shared(s), null))
                .add("POST /datasets/{id}/versions", s -> on(shared(s), Map.of()))
                .add(
                        "POST /datasets/{id}/versions/search",
                        s -> on(withSecond(s), PAGE).seeking(VERSIONS))
                .add("DELETE /datasets/{id}/versions/{version}", s -> on(shared(s), null))
                .add("POST /datasets/{id}/versions/{version}/share", s -> on(own(s), null))
                .add("POST /datasets/{id}/versions/{version}/closeshare", s -> on(shared(s), null))
                .add(
                        "POST /datasets/{id}/versions/{version}/upload",
                        s -> on(shared(s), Map.of("fileName", "a.zip", "publicUrl", "http://a")))
                .add(
                        "PUT /datasets/{id}/versions/{version}/uploadconfirm",
                        s -> on(uploaded(s), Map.of("fileName", "a.zip")))
                .add("GET /datasets/{id}/versions/{version}/files", s -> on(shared(s), null));
        read(book);
    }

    private void read(Book book) {
        book.read(
                        "POST /datasets/mine/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                create(s, s.owner());
                            }
                            return Reading.page(s.owner(), n);
                        })
                .read(
                        "POST /datasets/preset/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                create(s, s.administrator());
                            }
                            return Reading.page(s.other(), n);
                        })
                .read(
                        "POST /datasets/shared/search",
                        (s, n) -> {
                            s.workmates(n).forEach(user -> share(s, user, create(s, user)));
                            return Reading.page(s.owner(), n);
                        })
                .read(
                        "POST /datasets/users/search",
                        (s, n) -> {
                            s.users(n).forEach(user -> create(s, user));
                            return Reading.page(s.administrator(), n);
                        })
                .read(
                        "POST /datasets/{id}/versions/search",
                        (s, n) -> {
                            var id = create(s, s.owner());
                            for (int i = 1; i < n; i++) {
                                s.calls()
                                        .post(s.owner(), "/datasets/" + id + "/versions", Map.of());
                            }
                            return Reading.page(s.owner(), Map.of("id", id), n);
                        })
                .read(
                        "GET /datasets/{id}/versions/{version}/files",
                        (s, n) -> {
                            var files = new HashMap<String, String>();
                            for (int i = 0; i < n; i++) {
                                files.put(i + ".txt", "text");
                            }
                            var id = create(s, s.owner());
                            uploader.upload(s.owner(), v1(id), Zips.of(files));
                            var call = on(id, null);
                            Eventually.is(() ->
                                    s.calls().get(s.owner(), v1(id) + "/files").json().size() == n);
                            return Reading.all(s.owner(), call);
                        });
    }

    /** Everybody's newest datasets, among them these. */
    private Example list(Scene scene) {
        return Example.of(PAGE)
                .seeking(
                        marks.computeIfAbsent(
                                scene,
                                s ->
                                        List.of(
                                                new Mark("preset", create(s, s.administrator())),
                                                new Mark("private", own(s)),
                                                new Mark("shared", shared(s)),
                                                new Mark("other's", sharedByOther(s)))));
    }

    private static Map<String, Object> newDataset() {
        return Map.of("name", UUID.randomUUID().toString().substring(0, 30), "type", "text");
    }

    private static String create(Scene s, Caller caller) {
        return s.calls().post(caller, "/datasets", newDataset()).json().path("id").asString();
    }

    private static String own(Scene s) {
        return create(s, s.owner());
    }

    private static void share(Scene s, Caller owner, String id) {
        s.calls().call(owner, "POST", v1(id) + "/share", null);
    }

    private static String sharedByOther(Scene s) {
        var id = create(s, s.other());
        share(s, s.other(), id);
        return id;
    }

    private static String shared(Scene s) {
        var id = own(s);
        share(s, s.owner(), id);
        return id;
    }

    /** Its second version is not shared. */
    private static String withSecond(Scene s) {
        var id = shared(s);
        s.calls().post(s.owner(), "/datasets/" + id + "/versions", Map.of());
        return id;
    }

    /** Its file is in the store and not confirmed. */
    private String uploaded(Scene s) {
        var id = shared(s);
        uploader.put(uploader.ticket(s.owner(), v1(id), "a.zip"), Zips.of(Map.of("a", "b")));
        return id;
    }

    private static String v1(String id) {
        return "/datasets/" + id + "/versions/V1";
    }

    private static Example on(String id, @Nullable Object body) {
        return Example.of(Map.of("id", id, "version", "V1"), body);
    }
}
