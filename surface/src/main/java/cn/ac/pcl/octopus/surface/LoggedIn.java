package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.SurfaceToken;
import jakarta.servlet.http.HttpServletRequest;

/** Who sends a login, once the login has told. */
public final class LoggedIn {

    private LoggedIn() {}

    /** From here on the request calls base-server as the user of the token, not as nobody. */
    public static void as(SurfaceToken token, HttpServletRequest request) {
        Intake.caller(
                request,
                Caller.user(token.userId(), Caller.DEFAULT_WORKSPACE, RequestIdFilter.of(request)));
    }
}
