package cn.ac.pcl.octopus.identity;

import java.time.Instant;

/**
 * What is remembered of a user's login.
 *
 * @param userId the user
 * @param tokenId id of the token of the newest login
 * @param status whether the account was frozen since
 * @param createdAt time of the login
 * @param workspaceId the user's current workspace
 */
public record Session(
        String userId, String tokenId, Status status, Instant createdAt, String workspaceId) {

    /** Whether the account may act. */
    public enum Status {
        /** Each call is refused until an administrator thaws the account. */
        FROZEN,
        /** The account may act. */
        ACTIVE
    }
}
