package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.identity.Caller;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which assets are listed.
 *
 * @param scope from whose point of view
 * @param userId owner: the caller in {@link Scope#MINE}, anybody or null in {@link Scope#USERS}
 * @param spaceId workspace: the current one in {@link Scope#MINE} and {@link Scope#SHARED}
 * @param key part of the name, and of the description if {@code inDescription}
 * @param version only those whose shown version is this
 */
public record AssetSearch(
        Scope scope,
        @Nullable String userId,
        @Nullable String spaceId,
        @Nullable String key,
        boolean inDescription,
        @Nullable VersionNumber version,
        @Nullable Instant createdFrom,
        @Nullable Instant createdBefore) {

    /** From whose point of view. */
    public enum Scope {
        /** The caller's own in the current workspace. */
        MINE,
        /** Presets. */
        PRESET,
        /** Those with a version shared into the current workspace. */
        SHARED,
        /** Those of all users. */
        USERS
    }

    /** A search without filters, as the caller may make it. */
    public static AssetSearch in(Scope scope, Caller caller) {
        return switch (scope) {
            case MINE -> plain(scope, caller.userId(), Holder.spaceOf(caller));
            case SHARED -> plain(scope, null, Holder.spaceOf(caller));
            case PRESET, USERS -> plain(scope, null, null);
        };
    }

    private static AssetSearch plain(
            Scope scope, @Nullable String userId, @Nullable String spaceId) {
        return new AssetSearch(scope, userId, spaceId, null, false, null, null, null);
    }

    /** The same with a text to be found. */
    public AssetSearch containing(@Nullable String text, boolean alsoInDescription) {
        return new AssetSearch(
                scope,
                userId,
                spaceId,
                text,
                alsoInDescription,
                version,
                createdFrom,
                createdBefore);
    }

    /** The same within a range of time. */
    public AssetSearch created(@Nullable Instant from, @Nullable Instant before) {
        return new AssetSearch(scope, userId, spaceId, key, inDescription, version, from, before);
    }

    /** The same at a version. */
    public AssetSearch at(@Nullable VersionNumber shown) {
        return new AssetSearch(
                scope, userId, spaceId, key, inDescription, shown, createdFrom, createdBefore);
    }

    /** The same of an owner and a workspace, for {@link Scope#USERS}. */
    public AssetSearch of(@Nullable String user, @Nullable String space) {
        return new AssetSearch(
                scope, user, space, key, inDescription, version, createdFrom, createdBefore);
    }
}
