package cn.ac.pcl.octopus.identity;

import java.util.Objects;

/**
 * On whose behalf a call to base-server is made.
 *
 * @param userId id of the user or administrator, empty for {@link Role#NOBODY}
 * @param role what the caller is
 * @param workspaceId the user's current workspace, empty where there is none
 * @param requestId the {@code Octopus-Request-Id} of the request that caused the call
 */
public record Caller(String userId, Role role, String workspaceId, String requestId) {

    /** The workspace of everybody who did not choose another. */
    public static final String DEFAULT_WORKSPACE = "default-workspace";

    public Caller {
        Objects.requireNonNull(role);
        if (userId.isEmpty() != (role == Role.NOBODY)) {
            throw new IllegalArgumentException(
                    "A caller has an id unless it is nobody: " + role + " '" + userId + "'");
        }
    }

    /** The caller of a login. */
    public static Caller nobody(String requestId) {
        return new Caller("", Role.NOBODY, "", requestId);
    }

    /** A user inside a workspace. */
    public static Caller user(String userId, String workspaceId, String requestId) {
        return new Caller(userId, Role.USER, workspaceId, requestId);
    }

    /** An administrator, who is in no workspace. */
    public static Caller administrator(String userId, String requestId) {
        return new Caller(userId, Role.ADMINISTRATOR, "", requestId);
    }
}
