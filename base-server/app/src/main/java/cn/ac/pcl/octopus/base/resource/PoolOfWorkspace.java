package cn.ac.pcl.octopus.base.resource;

/** Knows which pool a workspace has; implemented by the owner of workspaces. */
public interface PoolOfWorkspace {
    String poolOf(String workspaceId);
}
