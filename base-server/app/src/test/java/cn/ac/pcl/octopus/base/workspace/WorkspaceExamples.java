package cn.ac.pcl.octopus.base.workspace;

import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import cn.ac.pcl.octopus.identity.Caller;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
class WorkspaceExamples implements OwnershipExamples {
    @Override
    public void describe(Book book) {
        book.add(
                        "GET /workspaces/memberships/{userId}",
                        s ->
                                Example.of(Map.of("userId", s.owner().userId()), null)
                                        .seeking(workspace(s)))
                .add("POST /workspaces/{workspaceId}/enter", s -> on(s.workspaceId(), null))
                .add(
                        "POST /workspaces/search",
                        s ->
                                Example.of(Map.of("pageIndex", 1, "pageSize", 99))
                                        .seeking(workspace(s)))
                .add("GET /workspaces/{workspaceId}", s -> on(s.workspaceId(), null))
                .add(
                        "POST /workspaces",
                        s -> Example.of(Map.of("name", "New", "resourcePoolId", newPool(s))))
                .add(
                        "PUT /workspaces/{workspaceId}",
                        s -> on(s.calls().newWorkspace(s.owner()), Map.of("name", "Renamed")))
                .add(
                        "DELETE /workspaces/{workspaceId}",
                        s -> on(s.calls().newWorkspace(s.owner()), null))
                .read(
                        "GET /workspaces/memberships/{userId}",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                s.calls().newWorkspace(s.owner());
                            }
                            var call = Example.of(Map.of("userId", s.owner().userId()), null);
                            return Reading.all(s.owner(), call);
                        })
                .read(
                        "POST /workspaces/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                s.calls().newWorkspace(s.owner());
                            }
                            return Reading.page(s.administrator(), n);
                        })
                .read(
                        "GET /workspaces/{workspaceId}",
                        (s, n) -> {
                            var id = s.calls().newWorkspace(s.users(n).toArray(Caller[]::new));
                            return new Reading(s.administrator(), on(id, null), "/users");
                        });
    }

    private static List<Mark> workspace(Scene s) {
        return List.of(new Mark("the workspace", s.workspaceId()));
    }

    private static Example on(String workspaceId, @Nullable Map<String, ?> body) {
        return Example.of(Map.of("workspaceId", workspaceId), body);
    }

    private static String newPool(Scene scene) {
        var name = "pool-" + UUID.randomUUID().toString().substring(0, 8);
        scene.calls()
                .post(
                        scene.administrator(),
                        "/pools",
                        Map.of("name", name, "desc", "", "bindingNodes", List.of()));
        return name;
    }
}
