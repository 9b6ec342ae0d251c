package cn.ac.pcl.octopus.base.algorithm;

import cn.ac.pcl.octopus.base.asset.AssetVersion;
import cn.ac.pcl.octopus.base.asset.VersionKey;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A version, and the newest zip of it that can be downloaded. */
@Entity
@Table(name = "algorithm_versions")
class AlgorithmVersion extends AssetVersion {
    /** A zip that was ordered so short a time ago is new enough. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    /** Nobody works on a zip any more that was ordered so long ago. */
    private static final Duration LOST = Duration.ofHours(2);

    /** When the newest zip that is there was begun. */
    @Column(name = "packed_at")
    private @Nullable Instant packedAt;

    /** When the newest zip that was ordered was begun. */
    @Column(name = "packing_at")
    private @Nullable Instant packingAt;

    protected AlgorithmVersion() {}

    AlgorithmVersion(VersionKey key, @Nullable String description, Instant now) {
        super(key, description, now);
    }

    /** A version whose content is an empty directory. */
    static AlgorithmVersion empty(VersionKey key, @Nullable String description, Instant now) {
        var version = new AlgorithmVersion(key, description, now);
        version.fillNow();
        return version;
    }

    /** When the zip was begun that spares another at this time; empty when there is none. */
    Optional<Instant> packing(Instant now) {
        if (packingAt == null) {
            return Optional.empty();
        }
        boolean pending = packedAt == null || packedAt.isBefore(packingAt);
        return packingAt.plus(pending ? LOST : FRESH).isAfter(now)
                ? Optional.of(packingAt)
                : Optional.empty();
    }

    /** A zip was ordered. */
    void packingSince(Instant begun) {
        packingAt = begun;
    }

    /** The zip of an order cannot be made. */
    void notPacked(Instant begun) {
        if (begun.equals(packingAt)) {
            packingAt = packedAt;
        }
    }

    /**
     * A zip that was begun at some time is there; an older one does not replace a newer.
     *
     * @return when the zip was begun of which nobody gets an address any more
     */
    Optional<Instant> packed(Instant begun) {
        if (packedAt == null || packedAt.isBefore(begun)) {
            var replaced = Optional.ofNullable(packedAt);
            packedAt = begun;
            return replaced;
        }
        return packedAt.equals(begun) ? Optional.empty() : Optional.of(begun);
    }

    @Nullable Instant packedAt() {
        return packedAt;
    }
}
