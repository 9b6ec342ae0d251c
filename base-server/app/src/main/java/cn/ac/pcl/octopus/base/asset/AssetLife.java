package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.storage.ContentOrder;
import cn.ac.pcl.octopus.base.storage.SharedVolume.Listed;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import cn.ac.pcl.octopus.base.storage.VolumePath;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.Role;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Pageable;

/**
 * The use cases that all kinds of asset share. Every one decides by {@link AssetAccess} whether the
 * caller may; no transaction is open while the object store is asked.
 */
public final class AssetLife<A extends Asset, V extends AssetVersion, S extends AssetShare> {
    private final AssetKind<A, V, S> kind;
    private final AssetTools tools;
    private final Shelf<A, V, S> shelf;
    private final AssetAccess<A, V, S> access;
    private final AssetUploads<A, V> uploads;

    AssetLife(AssetKind<A, V, S> kind, AssetTools tools) {
        this.kind = kind;
        this.tools = tools;
        this.shelf = new Shelf<>(tools.entities(), kind);
        this.access = new AssetAccess<>(kind, shelf);
        this.uploads = new AssetUploads<>(kind, tools, access, this);
    }

    /** Makes the rows of a version. */
    public interface NewVersion<A, V> {
        V of(A asset, VersionKey key, Instant now);
    }

    /** An asset and one of its versions. */
    public record Pair<A, V>(A asset, V version) {}

    /**
     * Stores a new asset with its version V1.
     *
     * @throws Refusal {@code exists} when the name is taken
     */
    public Pair<A, V> create(BiFunction<String, Instant, A> newAsset, NewVersion<A, V> newVersion) {
        return tools.inTransaction(() -> {
            var now = tools.now();
            var asset = newAsset.apply(Ids.random(), now);
            var key = VersionKey.of(asset.id(), asset.addVersion(now));
            addUnlessNamed(asset);
            var version = newVersion.of(asset, key, now);
            shelf.add(version);
            return new Pair<>(asset, version);
        });
    }

    private void addUnlessNamed(A asset) {
        try {
            shelf.add(asset);
            shelf.flush();
        } catch (ConstraintViolationException taken) {
            throw new Refusal(kind.codes().exists(), kind.codes().exists().title(), taken);
        }
    }

    /** Adds a version to an asset that the caller may change. */
    public Pair<A, V> addVersion(
            String id, Caller caller, UnaryOperator<A> check, NewVersion<A, V> newVersion) {
        return tools.inTransaction(() -> {
            var asset = check.apply(access.requireOwner(id, caller));
            return addVersion(asset, newVersion, tools.now());
        });
    }

    /** Adds a version without asking who wants it. */
    public Pair<A, V> addVersion(A asset, NewVersion<A, V> newVersion, Instant now) {
        var key = VersionKey.of(asset.id(), asset.addVersion(now));
        var version = newVersion.of(asset, key, now);
        shelf.add(version);
        return new Pair<>(asset, version);
    }

    /** Does something in a transaction. */
    public <R> R inTransaction(Supplier<R> work) {
        return tools.inTransaction(work);
    }

    /** A page of assets. */
    public Page<A> search(AssetSearch search, Pageable page) {
        return tools.inTransaction(() -> shelf.search(search, page));
    }

    /** The version of each asset that a list shows: the latest, or the latest that is shared. */
    public Map<String, VersionNumber> shown(AssetSearch search, Collection<A> assets) {
        var space = search.spaceId();
        if (search.scope() == AssetSearch.Scope.SHARED && space != null) {
            var ids = assets.stream().map(Asset::id).toList();
            return tools.inTransaction(() -> shelf.latestShared(ids, space));
        }
        return AssetTools.byId(assets, Asset::id, asset -> asset.latest().orElse(null));
    }

    /** Rows of versions by asset. */
    public Map<String, V> versions(Map<String, VersionNumber> shown) {
        var keys = shown.entrySet().stream().map(e -> VersionKey.of(e.getKey(), e.getValue()));
        var rows = tools.inTransaction(() -> shelf.versions(keys.toList()));
        return AssetTools.byId(rows, AssetVersion::assetId, row -> row);
    }

    /** An asset with a page of its versions, and which of them the current workspace sees. */
    public record Versions<A, V>(A asset, Page<V> page, Set<VersionNumber> shared) {}

    /**
     * Versions that the caller may see, newest first.
     *
     * @param onlyShared only those that are shared with the current workspace
     */
    public Versions<A, V> versions(
            String id,
            Caller caller,
            boolean onlyShared,
            @Nullable ContentState state,
            Pageable page) {
        return tools.inTransaction(() -> {
            var asset = access.requireVisible(id, caller);
            var space = Holder.spaceOf(caller);
            boolean restricted =
                    caller.role() == Role.USER && (onlyShared || !access.seesAll(asset, caller));
            var found = shelf.versions(id, restricted ? space : null, state, page);
            var shared = AssetTools.set(shelf.sharedVersions(id, space), VersionNumber::new);
            return new Versions<>(asset, found, shared);
        });
    }

    /** A version that the caller may read. */
    public Pair<A, V> readable(String id, VersionNumber number, Caller caller) {
        return tools.inTransaction(() -> access.requireReadable(id, number, caller));
    }

    /**
     * A version that a job of the caller may use.
     *
     * @param forbidden refusal when the caller sees the asset and not this version
     * @param notReady refusal when its content is not ready
     * @throws Refusal with one of the two, or as missing when the caller may not know of the asset
     */
    public Pair<A, V> usable(
            String id,
            VersionNumber number,
            Caller caller,
            ErrorCode forbidden,
            ErrorCode notReady) {
        Pair<A, V> found =
                tools.inTransaction(() -> access.requireReadable(id, number, caller, forbidden));
        if (found.version().content().state() != ContentState.READY) {
            throw Refusal.of(notReady);
        }
        return found;
    }

    /**
     * Keeps a version from being deleted until the transaction ends.
     *
     * @throws Refusal as missing when it is deleted already
     */
    public void hold(String id, VersionNumber number) {
        tools.inTransaction(() ->
                shelf.findForUse(VersionKey.of(id, number))
                        .orElseThrow(() -> Refusal.of(ErrorCode.NOT_FOUND)));
    }

    /** A version that the caller may change. */
    public Pair<A, V> own(String id, VersionNumber number, Caller caller) {
        return tools.inTransaction(
                () -> new Pair<>(access.requireOwner(id, caller), requireVersion(id, number)));
    }

    /** A version, whoever asks; empty when there is none. */
    public Optional<Pair<A, V>> find(String id, VersionNumber number) {
        return tools.inTransaction(() ->
                shelf.find(id)
                        .flatMap(asset ->
                                shelf.find(VersionKey.of(id, number))
                                        .map(found -> new Pair<>(asset, found))));
    }

    /** Assets, deleted ones too, for their names. */
    public List<A> named(Collection<String> ids) {
        return tools.inTransaction(() -> shelf.assetsEver(ids));
    }

    /** An asset that the caller sees. */
    public A visible(String id, Caller caller) {
        return tools.inTransaction(() -> access.requireVisible(id, caller));
    }

    /** Those of the assets that the caller sees, in one query each for assets and shares. */
    public List<A> visible(Collection<String> ids, Caller caller) {
        return tools.inTransaction(() -> access.visible(ids, caller));
    }

    /** Workspaces that a version is shared with. */
    public List<String> spacesOf(VersionKey key) {
        return tools.inTransaction(() ->
                shelf.shares(key.assetId()).stream()
                        .map(AssetShare::key)
                        .filter(share -> share.version() == key.version())
                        .map(ShareKey::spaceId)
                        .sorted()
                        .toList());
    }

    /**
     * Shares a version with the current workspace.
     *
     * @param alreadyShared refusal when it is shared; null when that is no mistake
     */
    public Instant share(
            String id, VersionNumber number, Caller caller, @Nullable ErrorCode alreadyShared) {
        return tools.inTransaction(() -> {
            access.requireOwner(id, caller);
            // Of two at once the second sees what the first has done.
            requireVersionForChange(id, number);
            var key = new ShareKey(id, number.number(), Holder.spaceOf(caller));
            var now = tools.now();
            if (!shelf.isShared(key)) {
                shelf.add(kind.newShare().apply(key, now));
            } else if (alreadyShared != null) {
                throw Refusal.of(alreadyShared);
            }
            return now;
        });
    }

    /** Ends the sharing of a version with the current workspace, if it is shared. */
    public Instant closeShare(String id, VersionNumber number, Caller caller) {
        return tools.inTransaction(() -> {
            access.requireOwner(id, caller);
            requireVersion(id, number);
            shelf.removeShare(new ShareKey(id, number.number(), Holder.spaceOf(caller)));
            return tools.now();
        });
    }

    /** Deletes a version with its shares, and the asset with its last version. */
    public Instant deleteVersion(String id, VersionNumber number, Caller caller) {
        return tools.inTransaction(() -> {
            var asset = access.requireOwner(id, caller);
            // Nobody shares it from now on.
            var version = requireVersionForChange(id, number);
            var now = tools.now();
            shelf.removeShares(version.key());
            version.delete(now);
            int remaining =
                    shelf.versions(id).stream()
                            .mapToInt(left -> left.key().version())
                            .filter(left -> left != number.number())
                            .max()
                            .orElse(0);
            asset.versionRemoved(remaining, now);
            removeContent(asset, number);
            return now;
        });
    }

    /** Deletes an asset with all versions and shares. */
    public Instant delete(String id, Caller caller) {
        return tools.inTransaction(() -> {
            var asset = access.requireOwner(id, caller);
            var now = tools.now();
            // Nobody shares them from now on.
            var versions = shelf.versionsForChange(id);
            shelf.removeShares(id);
            for (var version : versions) {
                version.delete(now);
                removeContent(asset, version.number());
            }
            asset.delete(now);
            return now;
        });
    }

    private void removeContent(A asset, VersionNumber number) {
        tools.orders()
                .remove(
                        kind.place(asset, number),
                        StoragePaths.uploads(kind.storage(), asset.id(), number),
                        StoragePaths.downloads(kind.storage(), asset.id(), number));
    }

    /** Begins to copy content into a version, in the transaction that has made it. */
    public void orderCopy(
            Pair<A, V> to, VolumePath source, BiFunction<A, ContentOrder, ContentOrder> order) {
        int attempt = to.version().content().begin();
        var copy =
                ContentOrder.copy(
                        kind.name(),
                        to.asset().id(),
                        to.version().number(),
                        attempt,
                        source,
                        kind.place(to.asset(), to.version().number()));
        tools.orders().give(order.apply(to.asset(), copy));
    }

    /** How the content of a version is uploaded. */
    public AssetUploads<A, V> uploads() {
        return uploads;
    }

    /** Files and directories of a version's content, empty when there is no such directory. */
    public List<Listed> files(Pair<A, V> of, String path) {
        var place = kind.place(of.asset(), of.version().number());
        try {
            return tools.volume().list(place, path).orElseGet(List::of);
        } catch (IOException failure) {
            throw new Refusal(ErrorCode.UNAVAILABLE, "The shared volume does not answer", failure);
        }
    }

    /** Place of a version's content on the shared volume. */
    public VolumePath place(A asset, VersionNumber number) {
        return kind.place(asset, number);
    }

    /** The same as a pod mounts it, below the root of the volume. */
    public String subPath(A asset, VersionNumber number) {
        return tools.volume().subPath(place(asset, number));
    }

    /** Requires a living version. */
    V requireVersion(String id, VersionNumber number) {
        return shelf.find(VersionKey.of(id, number))
                .orElseThrow(() -> Refusal.of(ErrorCode.NOT_FOUND));
    }

    /** Requires a living version and holds its row. */
    V requireVersionForChange(String id, VersionNumber number) {
        return shelf.findForChange(VersionKey.of(id, number))
                .orElseThrow(() -> Refusal.of(ErrorCode.NOT_FOUND));
    }

    Shelf<A, V, S> shelf() {
        return shelf;
    }

    AssetKind<A, V, S> kind() {
        return kind;
    }
}
