package cn.ac.pcl.octopus.base.dataset;

import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The dataset is shared with the workspace of owner and member, unless the call shares it. */
@Component
class DatasetExamples implements OwnershipExamples {
    private static final Map<String, Object> PAGE = Map.of("pageIndex", 1, "pageSize", 9);

    @Override
    public void describe(Book book) {
        book.add("POST /datasets", s -> Example.of(newDataset()))
                .add("POST /datasets/mine/search", s -> Example.of(PAGE))
                .add("POST /datasets/preset/search", s -> Example.of(PAGE))
                .add("POST /datasets/shared/search", s -> Example.of(PAGE))
                .add("POST /datasets/users/search", s -> Example.of(PAGE))
                .add("DELETE /datasets/{id}", s -> on(shared(s), null))
                .add("POST /datasets/{id}/versions", s -> on(shared(s), Map.of()))
                .add("POST /datasets/{id}/versions/search", s -> on(shared(s), PAGE))
                .add("DELETE /datasets/{id}/versions/{version}", s -> on(shared(s), null))
                .add("POST /datasets/{id}/versions/{version}/share", s -> on(own(s), null))
                .add("POST /datasets/{id}/versions/{version}/closeshare", s -> on(shared(s), null))
                .add(
                        "POST /datasets/{id}/versions/{version}/upload",
                        s -> on(shared(s), Map.of("fileName", "a.zip", "publicUrl", "http://a")))
                .add(
                        "PUT /datasets/{id}/versions/{version}/uploadconfirm",
                        s -> on(shared(s), Map.of("fileName", "a.zip")))
                .add("GET /datasets/{id}/versions/{version}/files", s -> on(shared(s), null));
    }

    private static Map<String, Object> newDataset() {
        return Map.of("name", UUID.randomUUID().toString().substring(0, 30), "type", "text");
    }

    private static String own(Scene s) {
        return s.calls().post(s.owner(), "/datasets", newDataset()).json().path("id").asString();
    }

    private static String shared(Scene s) {
        var id = own(s);
        s.calls().call(s.owner(), "POST", "/datasets/" + id + "/versions/V1/share", null);
        return id;
    }

    private static Example on(String id, @Nullable Object body) {
        return Example.of(Map.of("id", id, "version", "V1"), body);
    }
}
