package cn.ac.pcl.octopus.base.workspace;

import cn.ac.pcl.octopus.base.access.CallerCheck;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.Role;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** A user acts in workspaces that it belongs to, also if it was removed a second ago. */
@Component
@Order(2)
class MembershipCheck implements CallerCheck {
    private final Workspaces workspaces;

    MembershipCheck(Workspaces workspaces) {
        this.workspaces = workspaces;
    }

    @Override
    public boolean ofWorkspace() {
        return true;
    }

    @Override
    public void check(Caller caller) {
        if (caller.role() == Role.USER) {
            workspaces.requireMember(caller.workspaceId(), caller.userId());
        }
    }
}
