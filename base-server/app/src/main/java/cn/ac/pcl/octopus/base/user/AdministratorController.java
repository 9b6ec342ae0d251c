package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.api.AdministratorApi;
import cn.ac.pcl.octopus.base.api.UserApi.Authenticated;
import cn.ac.pcl.octopus.base.api.UserApi.Credentials;
import cn.ac.pcl.octopus.identity.Role;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AdministratorController implements AdministratorApi {
    private final Administrators administrators;

    AdministratorController(Administrators administrators) {
        this.administrators = administrators;
    }

    @Override
    @AllowedTo(Role.NOBODY)
    public Authenticated authenticate(Credentials credentials) {
        return new Authenticated(
                administrators.authenticate(credentials.username(), credentials.password()).id(),
                null);
    }
}
