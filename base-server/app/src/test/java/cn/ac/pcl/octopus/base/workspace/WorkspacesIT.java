package cn.ac.pcl.octopus.base.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.api.WorkspaceApi.WorkspaceQuery;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.StatementCounter;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.identity.Caller;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ServiceTest
class WorkspacesIT {
    private final TestCalls calls;
    private final Workspaces workspaces;
    private final String pool = "p" + UUID.randomUUID().toString().substring(0, 12);
    private Caller admin = Caller.nobody("test");

    @Autowired
    WorkspacesIT(TestCalls calls, Workspaces workspaces) {
        this.calls = calls;
        this.workspaces = workspaces;
    }

    @BeforeEach
    void somePool() {
        admin = calls.administrator();
        assertThat(calls.post(admin, "/pools", Map.of("name", pool)).status()).isEqualTo(200);
    }

    @Test
    void hasMembersAPoolAndAnAccount() {
        var user = calls.newUser();
        var id = create("Team", List.of(user.userId(), "a ghost"));
        var detail = calls.get(admin, "/workspaces/" + id).json();
        assertThat(detail.path("workspace").path("resourcePoolId").asString()).isEqualTo(pool);
        assertThat(detail.path("users").findValuesAsString("id")).containsExactly(user.userId());
        assertThat(workspaces.queueOf(id)).isEqualTo(pool);
        assertThat(workspaces.names(List.of(id, "default-workspace")))
                .containsOnly(Map.entry(id, "Team"));
        var inside = Caller.user(user.userId(), id, "test");
        assertThat(calls.get(inside, "/billing/workspace").json().path("amount").decimalValue())
                .isEqualByComparingTo("0");
        var memberships = calls.get(inside, "/workspaces/memberships/" + user.userId()).json();
        assertThat(memberships.findValuesAsString("id")).containsExactly(id, "default-workspace");
        assertThat(calls.get(admin, "/workspaces/memberships/" + user.userId()).json().size())
                .isEqualTo(1);
    }

    @Test
    void refusesAPoolThatIsTakenOrMissing() {
        create("First", List.of());
        var again = calls.post(admin, "/workspaces", Map.of("name", "B", "resourcePoolId", pool));
        assertThat(again.code()).isEqualTo("workspace.pool-taken");
        var ghost = calls.post(admin, "/workspaces", Map.of("name", "B", "resourcePoolId", "g"));
        assertThat(ghost.code()).isEqualTo("pool.not-found");
    }

    @Test
    void replacesItsMembers() {
        var first = calls.newUser();
        var second = calls.newUser();
        var id = create("Team", List.of(first.userId()));
        var change = Map.of("name", "Renamed", "userIds", List.of(second.userId()));
        var updated = calls.call(admin, "PUT", "/workspaces/" + id, change);
        assertThat(updated.json().path("updatedAt").asString()).isNotEmpty();
        assertThat(calls.get(Caller.user(first.userId(), id, "test"), "/billing/mine").code())
                .isEqualTo("workspace.not-member");
        assertThat(calls.get(Caller.user(second.userId(), id, "test"), "/billing/mine").status())
                .isEqualTo(200);
        assertThat(workspaces.names(List.of(id))).containsEntry(id, "Renamed");
        assertThat(workspaces.queueOf(id)).isEqualTo(pool);
    }

    @Test
    void setsItsPoolFreeWhenItIsDeleted() {
        var user = calls.newUser();
        var id = create("Team", List.of(user.userId()));
        var deleted = calls.call(admin, "DELETE", "/workspaces/" + id, null);
        assertThat(deleted.json().path("deletedAt").asString()).isNotEmpty();
        assertThat(calls.call(admin, "DELETE", "/workspaces/" + id, null).code())
                .isEqualTo("workspace.not-found");
        assertThat(calls.get(Caller.user(user.userId(), id, "test"), "/billing/mine").code())
                .isEqualTo("workspace.not-found");
        assertThat(workspaces.names(List.of(id))).containsEntry(id, "Team");
        create("Next", List.of());
    }

    @Test
    void isFoundByTheBeginningOfItsName() throws Exception {
        var mark = UUID.randomUUID().toString().substring(0, 8);
        create(mark + " team", List.of());
        for (var size : new int[] {1, 50}) {
            var query = new WorkspaceQuery(1, size, null, null, mark, null);
            assertThat(workspaces.search(query).getTotalElements()).isEqualTo(1);
            assertThat(StatementCounter.count(() -> workspaces.search(query)))
                    .isLessThanOrEqualTo(2);
        }
        assertThat(
                        workspaces
                                .search(new WorkspaceQuery(1, 5, null, null, "team", mark))
                                .getTotalElements())
                .isZero();
    }

    private String create(String name, List<String> userIds) {
        var answer =
                calls.post(
                        admin,
                        "/workspaces",
                        Map.of("name", name, "resourcePoolId", pool, "userIds", userIds));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("id").asString();
    }
}
