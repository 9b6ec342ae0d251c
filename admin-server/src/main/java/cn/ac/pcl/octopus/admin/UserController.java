package cn.ac.pcl.octopus.admin;

import cn.ac.pcl.octopus.base.api.Reference;
import cn.ac.pcl.octopus.base.api.UserApi;
import cn.ac.pcl.octopus.base.api.WorkspaceApi;
import cn.ac.pcl.octopus.identity.Session;
import cn.ac.pcl.octopus.identity.Sessions;
import cn.ac.pcl.octopus.surface.Input;
import cn.ac.pcl.octopus.surface.Rules;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Accounts of users. */
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
    Users list(@Input UserApi.UserQuery query) {
        var page = users.search(query);
        return new Users(page.totalSize(), page.items());
    }

    @GetMapping("/{userId}")
    Detail get(@PathVariable @Size(max = Rules.ID) String userId) {
        return new Detail(users.get(userId), workspaces.memberships(userId));
    }

    @PostMapping
    Reference create(@Input UserApi.NewUser user) {
        return users.create(user);
    }

    /** Whoever is logged in with the old password is not any more with a new one. */
    @PutMapping("/{userId}")
    Changed update(
            @PathVariable @Size(max = Rules.ID) String userId, @Input UserApi.UserChange change) {
        var changed = users.update(userId, change);
        if (change.newPassword().isPresent()) {
            sessions.end(userId);
        }
        return new Changed(changed);
    }

    /** Ends what the user may do at once, also with a token that is in use. */
    @PostMapping("/{userId}/freeze")
    UserApi.Frozen freeze(@PathVariable @Size(max = Rules.ID) String userId) {
        var frozen = users.freeze(userId);
        sessions.setStatus(userId, Session.Status.FROZEN);
        return frozen;
    }

    @PostMapping("/{userId}/thaw")
    UserApi.Thawed thaw(@PathVariable @Size(max = Rules.ID) String userId) {
        var thawed = users.thaw(userId);
        sessions.setStatus(userId, Session.Status.ACTIVE);
        return thawed;
    }

    /** One page of users. */
    record Users(long totalSize, List<UserApi.UserView> users) {}

    /** A user and the workspaces it is a member of. */
    record Detail(UserApi.UserView user, List<WorkspaceApi.WorkspaceView> workspaces) {}

    /** A user after a change. */
    record Changed(UserApi.UserView user) {}
}
