package cn.ac.pcl.octopus.openai;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.UserApi;
import cn.ac.pcl.octopus.identity.Audience;
import cn.ac.pcl.octopus.identity.Sessions;
import cn.ac.pcl.octopus.identity.SurfaceToken;
import cn.ac.pcl.octopus.identity.SurfaceTokens;
import cn.ac.pcl.octopus.surface.Anonymous;
import cn.ac.pcl.octopus.surface.ClientAddress;
import cn.ac.pcl.octopus.surface.Empty;
import cn.ac.pcl.octopus.surface.Input;
import cn.ac.pcl.octopus.surface.LoggedIn;
import cn.ac.pcl.octopus.surface.LoginThrottle;
import cn.ac.pcl.octopus.surface.Refused;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Login and logout of users. */
@RestController
@RequestMapping("/v1/authmanage/token")
class AuthController {

    private final UserApi users;
    private final SurfaceTokens tokens;
    private final Sessions sessions;
    private final LoginThrottle throttle;

    AuthController(UserApi users, SurfaceTokens tokens, Sessions sessions, LoginThrottle throttle) {
        this.users = users;
        this.tokens = tokens;
        this.sessions = sessions;
        this.throttle = throttle;
    }

    /** Each login ends the earlier one and begins in the default workspace. */
    @PostMapping
    @Anonymous
    Token login(@Input Login login, HttpServletRequest request) {
        var user =
                throttle.guard(
                        "user",
                        login.username(),
                        ClientAddress.of(request),
                        () ->
                                users.authenticate(
                                        new UserApi.Credentials(
                                                login.username(), login.password())));
        var issued = tokens.issue(user.userId(), Audience.USER);
        sessions.open(issued.what());
        lookAgain(issued.what(), user, request);
        return new Token(issued.text(), issued.what().expiresAt());
    }

    /**
     * A freeze, or a new password, between the look at the account and the session found no session
     * to freeze or to end.
     */
    private void lookAgain(
            SurfaceToken token, UserApi.Authenticated before, HttpServletRequest request) {
        LoggedIn.as(token, request);
        try {
            if (!users.me().updatedAt().equals(before.updatedAt())) {
                throw new Refused(ErrorCode.WRONG_CREDENTIALS);
            }
        } catch (RuntimeException e) {
            sessions.close(token);
            throw e;
        }
    }

    @DeleteMapping
    Empty logout(SurfaceToken token) {
        sessions.close(token);
        return new Empty();
    }

    /** What a user types. */
    record Login(
            @NotNull @Email @Size(min = 1, max = 254) String username,
            @NotNull @Size(min = 8, max = 30) String password) {
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
