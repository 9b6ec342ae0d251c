package cn.ac.pcl.octopus.base.algorithm;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.AlgorithmApi.AlgorithmCopy;
import cn.ac.pcl.octopus.base.api.AlgorithmApi.NewAlgorithm;
import cn.ac.pcl.octopus.base.api.AlgorithmApi.NewAlgorithmVersion;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.asset.AssetLife;
import cn.ac.pcl.octopus.base.asset.AssetLife.Pair;
import cn.ac.pcl.octopus.base.asset.ContentState;
import cn.ac.pcl.octopus.base.asset.Holder;
import cn.ac.pcl.octopus.base.storage.ContentOrders;
import cn.ac.pcl.octopus.base.storage.SharedVolume;
import cn.ac.pcl.octopus.base.storage.VolumePath;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.Role;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Making of algorithms, and what other features may ask of them. */
@Service
public class Algorithms {
    /** A double click is not two versions. */
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final AssetLife<Algorithm, AlgorithmVersion, AlgorithmShare> life;
    private final SharedVolume volume;
    private final ContentOrders orders;
    private final Clock clock;

    Algorithms(
            AssetLife<Algorithm, AlgorithmVersion, AlgorithmShare> life,
            SharedVolume volume,
            ContentOrders orders,
            Clock clock) {
        this.life = life;
        this.volume = volume;
        this.orders = orders;
        this.clock = clock;
    }

    /**
     * A version that a job may mount.
     *
     * @param modelName name that models trained with it get
     * @param place where its content lies on the shared volume
     */
    public record Usable(
            String id, String name, String modelName, VersionNumber version, VolumePath place) {}

    /**
     * The version, if the caller may read it and its content is ready.
     *
     * @param forbidden refusal when the caller sees the asset and not this version
     * @param notReady refusal when its content is not ready
     * @throws Refusal with one of the two, or as missing when the caller may not know of the asset
     */
    public Usable requireUsable(
            String id,
            VersionNumber version,
            Caller caller,
            ErrorCode forbidden,
            ErrorCode notReady) {
        var found = life.usable(id, version, caller, forbidden, notReady);
        var algorithm = found.asset();
        return new Usable(
                id,
                algorithm.name(),
                algorithm.modelName(),
                version,
                life.place(algorithm, version));
    }

    /**
     * Keeps a version from being deleted until the transaction ends; whoever deletes it then sees
     * what the transaction has stored.
     *
     * @throws Refusal as missing when it is deleted already
     */
    public void hold(String id, VersionNumber version) {
        life.hold(id, version);
    }

    /** Names by id, also of deleted ones; one statement. */
    public Map<String, String> names(Collection<String> ids) {
        return life.named(ids).stream().collect(Collectors.toMap(Algorithm::id, Algorithm::name));
    }

    /** Name that models trained with an algorithm get, also after it was deleted. */
    public Optional<String> modelName(String id) {
        return life.named(List.of(id)).stream().map(Algorithm::modelName).findFirst();
    }

    /** Whether there is such a version. */
    public boolean exists(String id, VersionNumber version) {
        return life.find(id, version).isPresent();
    }

    Pair<Algorithm, AlgorithmVersion> create(NewAlgorithm wanted, Caller caller) {
        var holder = Holder.of(caller);
        return wanted.isEmpty()
                ? createEmpty(wanted, holder)
                : life.create(
                        (id, now) -> algorithm(id, wanted, holder, now),
                        (_, key, now) ->
                                new AlgorithmVersion(key, wanted.algorithmDescript(), now));
    }

    /**
     * The folder comes before the algorithm: whatever is cut off in between, none is ready without
     * it. No transaction waits for the volume.
     */
    private Pair<Algorithm, AlgorithmVersion> createEmpty(NewAlgorithm wanted, Holder holder) {
        var id = Ids.random();
        var place = life.place(algorithm(id, wanted, holder, clock.instant()), VersionNumber.FIRST);
        try {
            volume.createDirectory(place);
        } catch (IOException failure) {
            throw new Refusal(ErrorCode.UNAVAILABLE, "The shared volume does not answer", failure);
        }
        try {
            return life.create(
                    (_, now) -> algorithm(id, wanted, holder, now),
                    (_, key, now) -> AlgorithmVersion.empty(key, wanted.algorithmDescript(), now));
        } catch (Refusal taken) {
            orders.remove(place);
            throw taken;
        }
    }

    private static Algorithm algorithm(String id, NewAlgorithm wanted, Holder holder, Instant now) {
        return new Algorithm(
                id,
                holder,
                wanted.algorithmName(),
                wanted.modelName(),
                wanted.algorithmDescript(),
                now);
    }

    /** A new version with the content of an earlier one. */
    Pair<Algorithm, AlgorithmVersion> addVersion(
            String id, NewAlgorithmVersion wanted, Caller caller) {
        return life.inTransaction(() -> {
            var source = life.own(id, wanted.oriVersion(), caller);
            requireReady(source);
            var made =
                    life.addVersion(
                            id,
                            caller,
                            this::requirePause,
                            (_, key, now) ->
                                    new AlgorithmVersion(key, wanted.algorithmDescript(), now));
            life.orderCopy(
                    made, life.place(source.asset(), wanted.oriVersion()), (_, order) -> order);
            return made;
        });
    }

    /** A new version of a preset, to be uploaded. */
    Pair<Algorithm, AlgorithmVersion> addPresetVersion(
            String id, @Nullable String description, Caller caller) {
        return life.addVersion(
                id,
                caller,
                this::requirePause,
                (_, key, now) -> new AlgorithmVersion(key, description, now));
    }

    /** An algorithm of the caller with the content of a version that it may read. */
    Pair<Algorithm, AlgorithmVersion> copy(
            String id, VersionNumber version, AlgorithmCopy wanted, Caller caller) {
        var source = life.readable(id, version, caller);
        requireReady(source);
        return life.inTransaction(() -> {
            var made =
                    life.create(
                            (newId, now) ->
                                    new Algorithm(
                                            newId,
                                            Holder.of(caller),
                                            wanted.newAlgorithmName(),
                                            wanted.modelName(),
                                            wanted.algorithmDescript(),
                                            now),
                            (_, key, now) ->
                                    new AlgorithmVersion(key, wanted.algorithmDescript(), now));
            life.orderCopy(made, life.place(source.asset(), version), (_, order) -> order);
            return made;
        });
    }

    private Algorithm requirePause(Algorithm algorithm) {
        if (algorithm.updatedAt().plus(PAUSE).isAfter(clock.instant())) {
            throw Refusal.of(ErrorCode.ALGORITHM_VERSION_TOO_SOON);
        }
        return algorithm;
    }

    private static void requireReady(Pair<Algorithm, AlgorithmVersion> source) {
        if (source.version().content().state() != ContentState.READY) {
            throw Refusal.of(ErrorCode.ALGORITHM_NOT_READY);
        }
    }

    /** Only the first version of a user's algorithm is uploaded; later ones are copies. */
    static AlgorithmVersion requireUploadable(AlgorithmVersion version, Caller caller) {
        if (caller.role() == Role.USER && !version.number().equals(VersionNumber.FIRST)) {
            throw Refusal.of(ErrorCode.ALGORITHM_UPLOAD_REFUSED);
        }
        return version;
    }
}
