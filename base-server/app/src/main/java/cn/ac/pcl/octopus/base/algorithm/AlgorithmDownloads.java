package cn.ac.pcl.octopus.base.algorithm;

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
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/**
 * Zips of versions. As code changes in notebooks, each is made when it is asked for, and named by
 * the second in which it was begun.
 */
@Component
class AlgorithmDownloads {
    private final AssetLife<Algorithm, AlgorithmVersion, AlgorithmShare> life;
    private final ContentOrders orders;
    private final ObjectStore store;
    private final Clock clock;

    AlgorithmDownloads(
            AssetLife<Algorithm, AlgorithmVersion, AlgorithmShare> life,
            ContentOrders orders,
            ObjectStore store,
            Clock clock) {
        this.life = life;
        this.orders = orders;
        this.store = store;
        this.clock = clock;
    }

    /** Orders a zip. */
    Instant begin(String id, VersionNumber number, Caller caller) {
        var found = ready(id, number, caller);
        var begun = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        life.inTransaction(() -> {
            orders.give(
                    ContentOrder.pack(
                            "algorithm",
                            id,
                            number,
                            Math.floorMod(begun.getEpochSecond(), Integer.MAX_VALUE),
                            life.place(found.asset(), number),
                            key(id, number, begun)));
            return begun;
        });
        return begun;
    }

    /** An address of the zip that was begun then. */
    String address(
            String id, VersionNumber number, Caller caller, Instant begun, String publicUrl) {
        var address = PublicAddress.of(publicUrl);
        var found = ready(id, number, caller);
        var newest = found.version().packedAt();
        if (newest == null || newest.isBefore(begun)) {
            throw Refusal.of(ErrorCode.ALGORITHM_FILE_MISSING);
        }
        return store.presignGet(
                        key(id, number, newest),
                        "%s-%s.zip".formatted(found.asset().name(), number),
                        address)
                .toString();
    }

    private Pair<Algorithm, AlgorithmVersion> ready(
            String id, VersionNumber number, Caller caller) {
        var found = life.readable(id, number, caller);
        if (found.version().content().state() != ContentState.READY) {
            throw Refusal.of(ErrorCode.ALGORITHM_NOT_READY);
        }
        return found;
    }

    private static String key(String id, VersionNumber number, Instant begun) {
        return "%s%d/algorithm.zip"
                .formatted(
                        StoragePaths.downloads(StoragePaths.Kind.ALGORITHM, id, number),
                        begun.getEpochSecond());
    }

    /** When the zip of a key was begun. */
    static Instant begun(String key) {
        var parts = key.split("/", -1);
        return Instant.ofEpochSecond(Long.parseLong(parts[parts.length - 2]));
    }
}
