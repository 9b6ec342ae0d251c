package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.access.CurrentCaller;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.api.Reference;
import cn.ac.pcl.octopus.base.api.UserApi;
import cn.ac.pcl.octopus.identity.Role;
import java.util.Objects;
import org.springframework.web.bind.annotation.RestController;

@RestController
@AllowedTo(Role.ADMINISTRATOR)
class UserController implements UserApi {
    private final Users users;
    private final CurrentCaller caller;

    UserController(Users users, CurrentCaller caller) {
        this.users = users;
        this.caller = caller;
    }

    @Override
    @AllowedTo(Role.NOBODY)
    public Authenticated authenticate(Credentials credentials) {
        var user = users.authenticate(credentials.username(), credentials.password());
        return new Authenticated(user.id(), user.updatedAt());
    }

    @Override
    @AllowedTo(value = Role.USER, outsideWorkspace = true)
    public UserView me() {
        return view(users.get(caller.get().userId()));
    }

    @Override
    public Page<UserView> search(UserQuery query) {
        var page = users.search(query);
        return new Page<>(
                page.getTotalElements(), page.stream().map(UserController::view).toList());
    }

    @Override
    public UserView get(String userId) {
        return view(users.get(userId));
    }

    @Override
    public Reference create(NewUser user) {
        return new Reference(users.create(user).id());
    }

    @Override
    public UserView update(String userId, UserChange change) {
        return view(users.update(userId, change));
    }

    @Override
    public Frozen freeze(String userId) {
        return new Frozen(users.freeze(userId).updatedAt());
    }

    @Override
    public Thawed thaw(String userId) {
        return new Thawed(users.thaw(userId).updatedAt());
    }

    private static UserView view(User user) {
        var profile = user.profile();
        return new UserView(
                user.id(),
                user.createdAt(),
                user.updatedAt(),
                profile.fullName(),
                user.email(),
                Objects.requireNonNullElse(profile.phone(), ""),
                profile.gender(),
                user.status());
    }
}
