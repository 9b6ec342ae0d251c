package cn.ac.pcl.octopus.base.billing;

import cn.ac.pcl.octopus.base.workspace.Workspaces;

/** Who has an account. */
public record Owner(Type type, String id) {
    /** What an owner is. */
    public enum Type {
        /** Pays for its runs in the default workspace. */
        USER,
        /** Pays for the runs of its members in it. */
        WORKSPACE
    }

    public static Owner user(String id) {
        return new Owner(Type.USER, id);
    }

    public static Owner workspace(String id) {
        return new Owner(Type.WORKSPACE, id);
    }

    /** Who pays for what a user runs in a workspace. */
    public static Owner ofRun(String userId, String workspaceId) {
        return Workspaces.isDefault(workspaceId) ? user(userId) : workspace(workspaceId);
    }
}
