package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.identity.Audience;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.InvalidTokenException;
import cn.ac.pcl.octopus.identity.Session;
import cn.ac.pcl.octopus.identity.Sessions;
import cn.ac.pcl.octopus.identity.SessionsUnavailableException;
import cn.ac.pcl.octopus.identity.SurfaceToken;
import cn.ac.pcl.octopus.identity.SurfaceTokens;
import org.jspecify.annotations.Nullable;

/**
 * Knows who sends a request, or why nobody can tell. Checked in this order: the header is there, it
 * is a Bearer token, the token is genuine, in time and of this surface; for users also: there is a
 * session, the account is not frozen, and the token is that of the newest login.
 */
final class Gate {

    private static final String SCHEME = "Bearer ";

    private final Audience audience;
    private final SurfaceTokens tokens;
    private final Sessions sessions;

    Gate(Audience audience, SurfaceTokens tokens, Sessions sessions) {
        this.audience = audience;
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /** Who was let in, and by which token. */
    record Admitted(Caller caller, SurfaceToken token) {}

    Admitted admit(@Nullable String authorization, String requestId) {
        var token = token(authorization);
        return switch (audience) {
            case ADMINISTRATOR ->
                    new Admitted(Caller.administrator(token.userId(), requestId), token);
            case USER -> {
                var workspace = session(token).workspaceId();
                yield new Admitted(Caller.user(token.userId(), workspace, requestId), token);
            }
        };
    }

    private SurfaceToken token(@Nullable String authorization) {
        if (authorization == null || authorization.isEmpty()) {
            throw new Refused(AccessError.TOKEN_MISSING);
        }
        if (!authorization.startsWith(SCHEME)) {
            throw new Refused(AccessError.TOKEN_NOT_BEARER);
        }
        try {
            return tokens.verify(authorization.substring(SCHEME.length()), audience);
        } catch (InvalidTokenException e) {
            throw new Refused(AccessError.TOKEN_INVALID);
        }
    }

    private Session session(SurfaceToken token) {
        Session session;
        try {
            session =
                    sessions.find(token.userId())
                            .orElseThrow(() -> new Refused(AccessError.SESSION_MISSING));
        } catch (SessionsUnavailableException e) {
            throw new Refused(AccessError.SESSION_UNREADABLE);
        }
        if (session.status() != Session.Status.ACTIVE) {
            throw new Refused(AccessError.ACCOUNT_FROZEN);
        }
        if (!session.tokenId().equals(token.id())) {
            throw new Refused(AccessError.TOKEN_REPLACED);
        }
        return session;
    }
}
