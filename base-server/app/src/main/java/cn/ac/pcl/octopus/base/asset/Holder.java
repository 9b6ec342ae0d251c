package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.Role;

/**
 * Whose an asset is: a user's in a workspace, or nobody's where administrators have made it for
 * everybody.
 *
 * @param spaceId workspace, empty for a preset
 * @param userId user, empty for a preset
 */
public record Holder(String spaceId, String userId, boolean preset) {
    private static final Holder EVERYBODY = new Holder("", "", true);

    /** Whose something becomes that the caller makes. */
    public static Holder of(Caller caller) {
        return caller.role() == Role.ADMINISTRATOR
                ? EVERYBODY
                : new Holder(spaceOf(caller), caller.userId(), false);
    }

    /** Id of the caller's workspace. */
    public static String spaceOf(Caller caller) {
        return caller.workspaceId().isEmpty() ? Caller.DEFAULT_WORKSPACE : caller.workspaceId();
    }
}
