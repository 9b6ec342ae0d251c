package cn.ac.pcl.octopus.base.api;

import cn.ac.pcl.octopus.base.api.UserApi.Authenticated;
import cn.ac.pcl.octopus.base.api.UserApi.Credentials;
import jakarta.validation.Valid;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** Accounts of administrators. */
@HttpExchange("/administrators")
public interface AdministratorApi {
    /** For the login; the caller is nobody. The rules are those of users. */
    @PostExchange("/authenticate")
    Authenticated authenticate(@Valid @RequestBody Credentials credentials);
}
