package cn.ac.pcl.octopus.base.resource;

import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
class ResourceExamples implements OwnershipExamples {
    @Override
    public void describe(Book book) {
        book.add("GET /resources", s -> seeing("the resource", newResource(s)))
                .add("POST /resources", s -> Example.of(resource()))
                .add("PUT /resources/{id}", s -> on(newResource(s), Map.of("desc", "Other")))
                .add("DELETE /resources/{id}", s -> on(newResource(s), null))
                .add(
                        "GET /specs/offered",
                        s -> seeing("the spec", s.calls().offer(s.workspaceId())))
                .add(
                        "POST /specs/search",
                        s ->
                                Example.of(Map.of())
                                        .seeking(List.of(new Mark("the spec", newSpec(s)))))
                .add("POST /specs", s -> Example.of(spec(s)))
                .add("DELETE /specs/{id}", s -> on(newSpec(s), null))
                .add("GET /pools", s -> seeing("the pool", newPool(s)))
                .add("POST /pools", s -> Example.of(pool()))
                .add("PUT /pools/{id}", s -> on(newPool(s), Map.of("desc", "Other")))
                .add("DELETE /pools/{id}", s -> on(newPool(s), null))
                .add("GET /nodes", s -> seeing("a node", "node-1"));
        read(book);
    }

    private static void read(Book book) {
        book.read(
                        "GET /resources",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                newResource(s);
                            }
                            return Reading.all(s.administrator(), Example.plain());
                        })
                .read(
                        "GET /specs/offered",
                        (s, n) -> {
                            s.calls().offer(s.workspaceId(), n);
                            return new Reading(
                                    s.owner(),
                                    Example.plain(),
                                    "/mapResourceSpecIdList/train/resourceSpecs");
                        })
                .read(
                        "POST /specs/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                newSpec(s);
                            }
                            return Reading.page(s.administrator(), n);
                        })
                .read(
                        "GET /pools",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                newPool(s);
                            }
                            return Reading.all(s.administrator(), Example.plain());
                        })
                .read("GET /nodes", (s, n) -> Reading.one(s.administrator(), Example.plain()));
    }

    private static Example seeing(String name, String id) {
        return Example.plain().seeking(List.of(new Mark(name, id)));
    }

    private static Example on(String id, @Nullable Map<String, ?> body) {
        return Example.of(Map.of("id", id), body);
    }

    private static String name() {
        return "n" + UUID.randomUUID().toString().substring(0, 12);
    }

    private static Map<String, ?> resource() {
        return Map.of(
                "name",
                name(),
                "desc",
                "",
                "resourceRef",
                "nvidia.com/gpu",
                "bindingNodes",
                List.of());
    }

    private static Map<String, ?> pool() {
        return Map.of("name", name(), "desc", "", "bindingNodes", List.of());
    }

    private static Map<String, ?> spec(Scene scene) {
        var resource = resource();
        scene.calls().post(scene.administrator(), "/resources", resource);
        return Map.of(
                "name",
                name(),
                "price",
                1,
                "resourceQuantity",
                Map.of(String.valueOf(resource.get("name")), "1"));
    }

    private static String newResource(Scene scene) {
        return post(scene, "/resources", resource());
    }

    private static String newSpec(Scene scene) {
        return post(scene, "/specs", spec(scene));
    }

    private static String newPool(Scene scene) {
        return post(scene, "/pools", pool());
    }

    private static String post(Scene scene, String path, Object body) {
        var answer = scene.calls().post(scene.administrator(), path, body);
        return answer.json().path("id").asString();
    }
}
