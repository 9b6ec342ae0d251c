package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.FileUpload;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.storage.ContentOrder;
import cn.ac.pcl.octopus.base.storage.PublicAddress;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import cn.ac.pcl.octopus.identity.Caller;
import java.io.IOException;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Uploads of content: an address for the zip, then the confirmation that begins to unpack it. No
 * transaction is open while the object store is asked.
 */
public final class AssetUploads<A extends Asset, V extends AssetVersion> {
    private final AssetKind<A, V, ?> kind;
    private final AssetTools tools;
    private final AssetAccess<A, V, ?> access;
    private final AssetLife<A, V, ?> life;

    AssetUploads(
            AssetKind<A, V, ?> kind,
            AssetTools tools,
            AssetAccess<A, V, ?> access,
            AssetLife<A, V, ?> life) {
        this.kind = kind;
        this.tools = tools;
        this.access = access;
        this.life = life;
    }

    /**
     * An address to upload a version's zip to. The key is chosen here; the file's own name is only
     * compared when the upload is confirmed.
     *
     * @param check a further rule of the feature
     */
    public FileUpload.Ticket upload(
            String id,
            VersionNumber number,
            Caller caller,
            FileUpload.Request request,
            UnaryOperator<V> check) {
        var address = PublicAddress.of(request.publicUrl());
        var key =
                tools.inTransaction(() -> {
                    var asset = access.requireOwner(id, caller);
                    var version = check.apply(life.requireVersionForChange(id, number));
                    requireTakesUpload(version);
                    var prefix = StoragePaths.uploads(kind.storage(), asset.id(), number);
                    var chosen = prefix + Ids.random() + ".zip";
                    version.content().expect(request.fileName(), chosen);
                    version.touch(tools.now());
                    return chosen;
                });
        return new FileUpload.Ticket(tools.store().presignPut(key, address).toString());
    }

    /**
     * Begins to unpack what was uploaded.
     *
     * @param order completes the order that is given
     */
    public Instant confirm(
            String id,
            VersionNumber number,
            Caller caller,
            FileUpload.Confirmation confirmation,
            BiFunction<A, ContentOrder, ContentOrder> order) {
        var uploaded =
                tools.inTransaction(() -> {
                    access.requireOwner(id, caller);
                    var version = life.requireVersion(id, number);
                    requireTakesUpload(version);
                    return version.content().keyOf(confirmation.fileName());
                });
        var key =
                uploaded.filter(this::isStored)
                        .orElseThrow(() -> Refusal.of(kind.codes().fileMissing()));
        return tools.inTransaction(() -> {
            var asset = access.requireOwner(id, caller);
            var version = life.requireVersionForChange(id, number);
            requireTakesUpload(version);
            int attempt = version.content().begin();
            var now = tools.now();
            version.touch(now);
            var unpack =
                    ContentOrder.unpack(
                            kind.name(),
                            asset.id(),
                            number,
                            attempt,
                            key,
                            kind.place(asset, number));
            tools.orders().give(order.apply(asset, unpack));
            return now;
        });
    }

    private boolean isStored(String key) {
        try {
            return tools.store().stat(key).isPresent();
        } catch (IOException failure) {
            throw new Refusal(ErrorCode.STORE_FAILED, ErrorCode.STORE_FAILED.title(), failure);
        }
    }

    private void requireTakesUpload(V version) {
        if (!version.content().state().takesUpload()) {
            throw Refusal.of(kind.codes().uploadRefused());
        }
    }
}
