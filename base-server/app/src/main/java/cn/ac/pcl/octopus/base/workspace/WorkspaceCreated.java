package cn.ac.pcl.octopus.base.workspace;

/** A workspace was created, in the transaction that publishes this. */
public record WorkspaceCreated(String workspaceId) {}
