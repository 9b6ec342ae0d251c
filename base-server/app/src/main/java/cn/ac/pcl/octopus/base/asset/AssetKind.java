package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import cn.ac.pcl.octopus.base.storage.VolumePath;
import java.time.Instant;
import java.util.function.BiFunction;

/**
 * What tells datasets, algorithms and models apart, as far as their common life is concerned.
 *
 * @param name name that content orders carry
 * @param storage where content lies
 * @param entities classes of the rows
 * @param newShare makes a row
 * @param ownedInSpace whether an owner counts as one only in the workspace of the asset
 * @param codes reasons of refusal
 */
public record AssetKind<A extends Asset, V extends AssetVersion, S extends AssetShare>(
        String name,
        StoragePaths.Kind storage,
        Entities<A, V, S> entities,
        BiFunction<ShareKey, Instant, S> newShare,
        boolean ownedInSpace,
        Codes codes) {

    /** Classes of the rows. */
    public record Entities<A, V, S>(Class<A> asset, Class<V> version, Class<S> share) {}

    /**
     * Reasons of refusal.
     *
     * @param missing there is none, or the caller may not know of it
     * @param notOwner the caller sees it and may not change it
     * @param notReadable the caller sees the asset and not this version
     * @param exists the name is taken
     * @param fileMissing confirmed without upload
     * @param uploadRefused the state takes no upload
     */
    public record Codes(
            ErrorCode missing,
            ErrorCode notOwner,
            ErrorCode notReadable,
            ErrorCode exists,
            ErrorCode fileMissing,
            ErrorCode uploadRefused) {}

    /** Place of a version's content on the shared volume. */
    public VolumePath place(A asset, VersionNumber version) {
        return asset.preset()
                ? StoragePaths.preset(storage, asset.id(), version)
                : StoragePaths.owned(storage, asset.spaceId(), asset.userId(), asset.id(), version);
    }
}
