package cn.ac.pcl.octopus.scheduler.core;

import org.jspecify.annotations.Nullable;

/// Names who is charged inside a pool: a workspace with all that is under it, or one of its users.
///
/// @param user null for the workspace itself
public record AccountId(String workspace, @Nullable String user) implements Comparable<AccountId> {
    public static AccountId workspace(String name) {
        return new AccountId(name, null);
    }

    /// The account of a user inside its workspace.
    public static AccountId of(Owner owner) {
        return new AccountId(owner.workspace(), owner.user());
    }

    @Override
    public int compareTo(AccountId other) {
        int order = workspace.compareTo(other.workspace);
        if (order != 0 || user == null || other.user == null) {
            return order != 0 ? order : Boolean.compare(user != null, other.user != null);
        }
        return user.compareTo(other.user);
    }

    @Override
    public String toString() {
        return user == null ? workspace : workspace + "/" + user;
    }
}
