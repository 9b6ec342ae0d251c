package cn.ac.pcl.octopus.base.algorithm;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.asset.AssetContent;
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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/**
 * Zips of versions. As code changes in notebooks, each is made when it is asked for, and named by
 * the second in which it was begun. However often somebody asks, one is made at a time, and those
 * that a newer one has replaced go.
 */
@Component
class AlgorithmDownloads implements AssetContent.Packing<AlgorithmVersion> {
    /** For so long whoever has an address of a replaced zip can still begin to load it. */
    private static final Duration REPLACED = Duration.ofHours(1);

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

    /** Orders a zip, unless one is being made or was ordered a moment ago. */
    Instant begin(String id, VersionNumber number, Caller caller) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return life.inTransaction(() -> {
            var found = ready(id, number, caller);
            return found.version().packing(now).orElseGet(() -> order(found, now));
        });
    }

    private Instant order(Pair<Algorithm, AlgorithmVersion> of, Instant begun) {
        var number = of.version().number();
        of.version().packingSince(begun);
        orders.give(
                ContentOrder.pack(
                        "algorithm",
                        of.asset().id(),
                        number,
                        Math.floorMod(begun.getEpochSecond(), Integer.MAX_VALUE),
                        life.place(of.asset(), number),
                        key(of.asset().id(), number, begun)));
        return begun;
    }

    @Override
    public void packed(AlgorithmVersion version, ContentOrder order) {
        version.packed(begun(order.archive()))
                .map(replaced -> key(version.assetId(), version.number(), replaced))
                .ifPresent(key -> orders.removeObjects(key, REPLACED));
    }

    @Override
    public void notPacked(AlgorithmVersion version, ContentOrder order) {
        version.notPacked(begun(order.archive()));
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
    private static Instant begun(String key) {
        var parts = key.split("/", -1);
        return Instant.ofEpochSecond(Long.parseLong(parts[parts.length - 2]));
    }
}
