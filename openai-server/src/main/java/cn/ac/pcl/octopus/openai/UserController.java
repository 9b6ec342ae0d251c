package cn.ac.pcl.octopus.openai;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.UserApi;
import cn.ac.pcl.octopus.base.api.WorkspaceApi;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.Sessions;
import cn.ac.pcl.octopus.surface.Empty;
import cn.ac.pcl.octopus.surface.Input;
import cn.ac.pcl.octopus.surface.Refused;
import cn.ac.pcl.octopus.surface.Rules;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The caller's own account and current workspace. */
@RestController
@RequestMapping("/v1/usermanage/user")
class UserController {

    private final UserApi users;
    private final WorkspaceApi workspaces;
    private final Sessions sessions;

    UserController(UserApi users, WorkspaceApi workspaces, Sessions sessions) {
        this.users = users;
        this.workspaces = workspaces;
        this.sessions = sessions;
    }

    @GetMapping
    Me me(Caller caller) {
        return new Me(users.me(), caller.workspaceId());
    }

    @GetMapping("/{userId}/workspace")
    Workspaces workspaces(@PathVariable @Size(max = Rules.ID) String userId, Caller caller) {
        requireSelf(userId, caller);
        return new Workspaces(workspaces.memberships(userId));
    }

    /** Needs no base-server for the default workspace, so that everybody can always get back. */
    @PutMapping("/{userId}/workspace")
    Empty enter(
            @PathVariable @Size(max = Rules.ID) String userId,
            @Input Target target,
            Caller caller) {
        requireSelf(userId, caller);
        var chosen = target.workspaceId();
        var workspaceId = chosen == null || chosen.isEmpty() ? WorkspaceApi.DEFAULT : chosen;
        if (!workspaceId.equals(WorkspaceApi.DEFAULT)) {
            workspaces.enter(workspaceId);
        }
        if (!sessions.setWorkspace(userId, workspaceId)) {
            throw Refused.withoutSession();
        }
        return new Empty();
    }

    private static void requireSelf(String userId, Caller caller) {
        if (!userId.equals(caller.userId())) {
            throw new Refused(ErrorCode.USER_ID_NOT_YOURS);
        }
    }

    /** The caller. */
    record Me(UserApi.UserView user, String workspaceId) {}

    /** Where the caller may go. */
    record Workspaces(List<WorkspaceApi.WorkspaceView> workspaces) {}

    /** Where the caller goes; nothing means the default workspace. */
    record Target(@Nullable @Size(max = Rules.ID) String workspaceId) {}
}
