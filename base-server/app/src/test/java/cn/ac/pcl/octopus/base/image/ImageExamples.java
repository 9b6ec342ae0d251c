package cn.ac.pcl.octopus.base.image;

import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import cn.ac.pcl.octopus.identity.Caller;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The image is shared with the workspace of owner and member, unless the call shares it. */
@Component
class ImageExamples implements OwnershipExamples {
    private static final Map<String, Object> PAGE = Map.of("pageIndex", 1, "pageSize", 99);

    private final Map<Scene, List<Mark>> marks = new HashMap<>();

    @Override
    public void describe(Book book) {
        book.add("POST /images", s -> Example.of(newImage()))
                .add("POST /images/mine/search", this::list)
                .add("POST /images/preset/search", this::list)
                .add("POST /images/shared/search", this::list)
                .add("POST /images/users/search", this::list)
                .add("PUT /images/{id}", s -> on(shared(s), newImage()))
                .add("DELETE /images/{id}", s -> on(shared(s), null))
                .add("POST /images/{id}/share", s -> on(own(s), null))
                .add(
                        "POST /images/{id}/upload",
                        s -> on(shared(s), Map.of("fileName", "a.tar", "publicUrl", "http://a")))
                .add("PUT /images/{id}/uploadconfirm", s -> on(shared(s), null))
                .read(
                        "POST /images/mine/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                create(s, s.owner());
                            }
                            return Reading.page(s.owner(), n);
                        })
                .read(
                        "POST /images/preset/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                create(s, s.administrator());
                            }
                            return Reading.page(s.other(), n);
                        })
                .read(
                        "POST /images/shared/search",
                        (s, n) -> {
                            s.workmates(n).forEach(user -> share(s, user, create(s, user)));
                            return Reading.page(s.owner(), n);
                        })
                .read(
                        "POST /images/users/search",
                        (s, n) -> {
                            s.users(n).forEach(user -> create(s, user));
                            return Reading.page(s.administrator(), n);
                        });
    }

    /** Everybody's newest images, among them these. */
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

    static Map<String, Object> newImage() {
        return Map.of(
                "imageName", "i" + UUID.randomUUID().toString().substring(0, 20),
                "imageVersion", "v1",
                "imageType", "TRAINING",
                "imageAddr", "octopus.local/python:3",
                "sourceType", "REMOTE");
    }

    private static String create(Scene s, Caller caller) {
        return s.calls().post(caller, "/images", newImage()).json().path("imageId").asString();
    }

    private static String own(Scene s) {
        return create(s, s.owner());
    }

    private static void share(Scene s, Caller owner, String id) {
        s.calls().call(owner, "POST", "/images/" + id + "/share", null);
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

    private static Example on(String id, @Nullable Object body) {
        return Example.of(Map.of("id", id), body);
    }
}
