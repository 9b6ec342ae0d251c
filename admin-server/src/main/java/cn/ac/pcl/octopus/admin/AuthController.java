package cn.ac.pcl.octopus.admin;

import cn.ac.pcl.octopus.base.api.AdministratorApi;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.UserApi;
import cn.ac.pcl.octopus.identity.Audience;
import cn.ac.pcl.octopus.identity.SurfaceTokens;
import cn.ac.pcl.octopus.surface.Anonymous;
import cn.ac.pcl.octopus.surface.ClientAddress;
import cn.ac.pcl.octopus.surface.Input;
import cn.ac.pcl.octopus.surface.LoginThrottle;
import cn.ac.pcl.octopus.surface.Refused;
import cn.ac.pcl.octopus.surface.RemoteProblem;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Login of administrators; they have no session, so their tokens end by time only. */
@RestController
@RequestMapping("/v1/authmanage/token")
class AuthController {

    private final AdministratorApi administrators;
    private final SurfaceTokens tokens;
    private final LoginThrottle throttle;

    AuthController(AdministratorApi administrators, SurfaceTokens tokens, LoginThrottle throttle) {
        this.administrators = administrators;
        this.tokens = tokens;
        this.throttle = throttle;
    }

    @PostMapping
    @Anonymous
    Token login(@Input Login login, HttpServletRequest request) {
        var username = login.username() == null ? "" : login.username();
        var administrator =
                throttle.guard(
                        "administrator",
                        username,
                        ClientAddress.of(request),
                        () -> authenticate(username, login.password()));
        var issued = tokens.issue(administrator.userId(), Audience.ADMINISTRATOR);
        return new Token(issued.text(), issued.what().expiresAt());
    }

    /** The contract has no rule for the two texts, so what cannot be right is simply wrong. */
    private UserApi.Authenticated authenticate(String username, @Nullable String password) {
        if (username.isEmpty() || password == null || password.isEmpty()) {
            throw new Refused(ErrorCode.WRONG_CREDENTIALS);
        }
        try {
            return administrators.authenticate(new UserApi.Credentials(username, password));
        } catch (RemoteProblem problem) {
            if (problem.code() == ErrorCode.INVALID_REQUEST) {
                throw new Refused(ErrorCode.WRONG_CREDENTIALS);
            }
            throw problem;
        }
    }

    /** What an administrator types. */
    record Login(@Nullable String username, @Nullable String password) {
        /** Keeps the password out of logs. */
        @Override
        public String toString() {
            return "Login[" + username + "]";
        }
    }

    /**
     * A login.
     *
     * @param expiration when the token ends
     */
    record Token(String token, Instant expiration) {}
}
