package cn.ac.pcl.octopus.base.workspace;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.access.CurrentCaller;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.api.Reference;
import cn.ac.pcl.octopus.base.api.WorkspaceApi;
import cn.ac.pcl.octopus.base.database.Filter;
import cn.ac.pcl.octopus.base.resource.Pools;
import cn.ac.pcl.octopus.base.user.Person;
import cn.ac.pcl.octopus.base.user.Users;
import cn.ac.pcl.octopus.identity.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.web.bind.annotation.RestController;

@RestController
@AllowedTo(Role.ADMINISTRATOR)
class WorkspaceController implements WorkspaceApi {
    private final Workspaces workspaces;
    private final Users users;
    private final Pools pools;
    private final CurrentCaller caller;

    WorkspaceController(Workspaces workspaces, Users users, Pools pools, CurrentCaller caller) {
        this.workspaces = workspaces;
        this.users = users;
        this.pools = pools;
        this.caller = caller;
    }

    @Override
    @AllowedTo(
            value = {Role.USER, Role.ADMINISTRATOR},
            outsideWorkspace = true)
    public List<WorkspaceView> memberships(String userId) {
        var isUser = caller.get().role() == Role.USER;
        if (isUser && !caller.get().userId().equals(userId)) {
            throw Refusal.of(ErrorCode.USER_ID_NOT_YOURS);
        }
        var views = new ArrayList<WorkspaceView>();
        workspaces.ofMember(userId).forEach(workspace -> views.add(view(workspace)));
        if (isUser) {
            views.add(new WorkspaceView(DEFAULT, null, null, "", pools.defaultPool()));
        }
        return views;
    }

    @Override
    @AllowedTo(value = Role.USER, outsideWorkspace = true)
    public void enter(String workspaceId) {
        workspaces.requireMember(workspaceId, caller.get().userId());
    }

    @Override
    public Page<WorkspaceView> search(WorkspaceQuery query) {
        var page = workspaces.search(query);
        return new Page<>(
                page.getTotalElements(), page.stream().map(WorkspaceController::view).toList());
    }

    @Override
    public WorkspaceDetail get(String workspaceId) {
        var workspace = workspaces.get(workspaceId);
        var members =
                users.people(workspace.memberIds()).values().stream()
                        .sorted(Comparator.comparing(Person::fullName).thenComparing(Person::id))
                        .map(p -> new Member(p.id(), p.fullName(), p.email()))
                        .toList();
        return new WorkspaceDetail(view(workspace), members);
    }

    /** The cluster is asked for the pool before a transaction begins. */
    @Override
    public Reference create(NewWorkspace workspace) {
        pools.requireExists(workspace.resourcePoolId());
        return new Reference(workspaces.create(workspace).id());
    }

    @Override
    public Updated update(String workspaceId, WorkspaceChange change) {
        var pool = Filter.exactly(change.resourcePoolId());
        if (pool != null) {
            pools.requireExists(pool);
        }
        return new Updated(workspaces.update(workspaceId, change));
    }

    @Override
    public Deleted delete(String workspaceId) {
        return new Deleted(workspaces.delete(workspaceId));
    }

    private static WorkspaceView view(Workspace workspace) {
        return new WorkspaceView(
                workspace.id(),
                workspace.createdAt(),
                workspace.updatedAt(),
                workspace.name(),
                workspace.resourcePoolId());
    }
}
