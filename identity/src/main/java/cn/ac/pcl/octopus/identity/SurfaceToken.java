package cn.ac.pcl.octopus.identity;

import java.time.Instant;

/**
 * What a valid surface token says.
 *
 * @param id differs for each login, so that only the newest login of a user is valid
 * @param userId the user or administrator
 * @param audience the surface that issued it
 * @param createdAt time of the login, in whole seconds
 * @param expiresAt when it stops to be valid
 */
public record SurfaceToken(
        String id, String userId, Audience audience, Instant createdAt, Instant expiresAt) {}
