package cn.ac.pcl.octopus.base.model;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.asset.AssetLife;
import cn.ac.pcl.octopus.base.asset.AssetLife.Pair;
import cn.ac.pcl.octopus.base.asset.ContentState;
import cn.ac.pcl.octopus.base.storage.ContentOrder;
import cn.ac.pcl.octopus.base.storage.ContentOrders;
import cn.ac.pcl.octopus.base.storage.ObjectStore;
import cn.ac.pcl.octopus.base.storage.PublicAddress;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import cn.ac.pcl.octopus.identity.Caller;
import java.io.IOException;
import org.springframework.stereotype.Component;

/**
 * Zips of versions. A version is finished when its zip is there; one that was lost is made again.
 */
@Component
class ModelDownloads {
    private final AssetLife<Model, StoredVersion, ModelShare> life;
    private final ContentOrders orders;
    private final ObjectStore store;

    ModelDownloads(
            AssetLife<Model, StoredVersion, ModelShare> life,
            ContentOrders orders,
            ObjectStore store) {
        this.life = life;
        this.orders = orders;
        this.store = store;
    }

    /** Key of a version's zip. */
    static String key(String id, VersionNumber version) {
        return StoragePaths.downloads(StoragePaths.Kind.MODEL, id, version) + "model.zip";
    }

    /** An address of the zip. */
    String address(String id, VersionNumber number, Caller caller, String publicUrl) {
        var address = PublicAddress.of(publicUrl);
        var found = finished(id, number, caller);
        var key = key(id, number);
        if (!stored(key)) {
            packAgain(found, key);
            throw new Refusal(
                    ErrorCode.MODEL_FILE_MISSING, "The zip is being made again; ask in a moment");
        }
        return store.presignGet(key, "%s-%s.zip".formatted(found.asset().name(), number), address)
                .toString();
    }

    /** A version that the caller may read and that is finished. */
    Pair<Model, StoredVersion> finished(String id, VersionNumber number, Caller caller) {
        var found = life.readable(id, number, caller);
        if (found.version().content().state() != ContentState.READY) {
            throw Refusal.of(ErrorCode.MODEL_FILE_MISSING);
        }
        return found;
    }

    private boolean stored(String key) {
        try {
            return store.stat(key).isPresent();
        } catch (IOException failure) {
            throw new Refusal(ErrorCode.STORE_FAILED, ErrorCode.STORE_FAILED.title(), failure);
        }
    }

    private void packAgain(Pair<Model, StoredVersion> found, String key) {
        var number = found.version().number();
        life.inTransaction(() -> {
            orders.give(
                    ContentOrder.pack(
                            ModelConfiguration.KIND,
                            found.asset().id(),
                            number,
                            0,
                            life.place(found.asset(), number),
                            key));
            return key;
        });
    }
}
