package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.asset.AssetLife.Pair;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.Role;
import java.util.Collection;
import java.util.List;

/**
 * Who may do what with an asset.
 *
 * <ul>
 *   <li>A user reads what is its own, what is preset, and the versions that are shared with its
 *       current workspace. It changes what is its own.
 *   <li>An administrator reads everything and changes presets.
 *   <li>What the caller may not read is answered as missing; what it may read but not change is
 *       refused with the reason of the feature.
 * </ul>
 */
final class AssetAccess<A extends Asset, V extends AssetVersion, S extends AssetShare> {
    private final AssetKind<A, V, S> kind;
    private final Shelf<A, V, S> shelf;

    AssetAccess(AssetKind<A, V, S> kind, Shelf<A, V, S> shelf) {
        this.kind = kind;
        this.shelf = shelf;
    }

    /** An asset that the caller may change. */
    A requireOwner(String id, Caller caller) {
        var asset = requireVisible(id, caller);
        boolean mayChange =
                caller.role() == Role.ADMINISTRATOR ? asset.preset() : owns(asset, caller);
        if (!mayChange) {
            throw Refusal.of(kind.codes().notOwner());
        }
        return asset;
    }

    /** An asset of which the caller sees at least one version. */
    A requireVisible(String id, Caller caller) {
        var asset = shelf.find(id).orElseThrow(this::missing);
        if (!seesAll(asset, caller) && shelf.sharedVersions(id, Holder.spaceOf(caller)).isEmpty()) {
            throw missing();
        }
        return asset;
    }

    /** A version that the caller may read. */
    Pair<A, V> requireReadable(String id, VersionNumber number, Caller caller) {
        return requireReadable(id, number, caller, kind.codes().notReadable());
    }

    /**
     * A version that the caller may read.
     *
     * @param forbidden refusal when the caller sees the asset and not this version
     */
    Pair<A, V> requireReadable(
            String id, VersionNumber number, Caller caller, ErrorCode forbidden) {
        var asset = requireVisible(id, caller);
        var space = Holder.spaceOf(caller);
        if (!seesAll(asset, caller) && !shelf.isShared(new ShareKey(id, number.number(), space))) {
            throw Refusal.of(forbidden);
        }
        var version =
                shelf.find(VersionKey.of(id, number))
                        .orElseThrow(() -> Refusal.of(ErrorCode.NOT_FOUND));
        return new Pair<>(asset, version);
    }

    /** Those that the caller sees at least one version of. */
    List<A> visible(Collection<String> ids, Caller caller) {
        var shared = shelf.latestShared(ids, Holder.spaceOf(caller)).keySet();
        return shelf.assets(ids).stream()
                .filter(asset -> seesAll(asset, caller) || shared.contains(asset.id()))
                .toList();
    }

    /** Whether the caller sees every version. */
    boolean seesAll(A asset, Caller caller) {
        return caller.role() == Role.ADMINISTRATOR || asset.preset() || owns(asset, caller);
    }

    private boolean owns(A asset, Caller caller) {
        return caller.role() == Role.USER
                && !asset.preset()
                && asset.userId().equals(caller.userId())
                && (!kind.ownedInSpace() || asset.spaceId().equals(Holder.spaceOf(caller)));
    }

    private Refusal missing() {
        return Refusal.of(kind.codes().missing());
    }
}
