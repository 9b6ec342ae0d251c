package cn.ac.pcl.octopus.base.image;

import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The image is shared with the workspace of owner and member, unless the call shares it. */
@Component
class ImageExamples implements OwnershipExamples {
    private static final Map<String, Object> PAGE = Map.of("pageIndex", 1, "pageSize", 9);

    @Override
    public void describe(Book book) {
        book.add("POST /images", s -> Example.of(newImage()))
                .add("POST /images/mine/search", s -> Example.of(PAGE))
                .add("POST /images/preset/search", s -> Example.of(PAGE))
                .add("POST /images/shared/search", s -> Example.of(PAGE))
                .add("POST /images/users/search", s -> Example.of(PAGE))
                .add("PUT /images/{id}", s -> on(shared(s), newImage()))
                .add("DELETE /images/{id}", s -> on(shared(s), null))
                .add("POST /images/{id}/share", s -> on(own(s), null))
                .add(
                        "POST /images/{id}/upload",
                        s -> on(shared(s), Map.of("fileName", "a.tar", "publicUrl", "http://a")))
                .add("PUT /images/{id}/uploadconfirm", s -> on(shared(s), null));
    }

    static Map<String, Object> newImage() {
        return Map.of(
                "imageName", "i" + UUID.randomUUID().toString().substring(0, 20),
                "imageVersion", "v1",
                "imageType", "TRAINING",
                "imageAddr", "octopus.local/python:3",
                "sourceType", "REMOTE");
    }

    private static String own(Scene s) {
        return s.calls().post(s.owner(), "/images", newImage()).json().path("imageId").asString();
    }

    private static String shared(Scene s) {
        var id = own(s);
        s.calls().call(s.owner(), "POST", "/images/" + id + "/share", null);
        return id;
    }

    private static Example on(String id, @Nullable Object body) {
        return Example.of(Map.of("id", id), body);
    }
}
