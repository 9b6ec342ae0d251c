package cn.ac.pcl.octopus.base.algorithm;

import cn.ac.pcl.octopus.base.asset.AssetVersion;
import cn.ac.pcl.octopus.base.asset.VersionKey;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A version, and the newest zip of it that can be downloaded. */
@Entity
@Table(name = "algorithm_versions")
class AlgorithmVersion extends AssetVersion {
    @Column(name = "packed_at")
    private @Nullable Instant packedAt;

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

    /** A zip that was begun at some time is there; an older one does not replace a newer. */
    void packed(Instant begun) {
        if (packedAt == null || packedAt.isBefore(begun)) {
            packedAt = begun;
        }
    }

    @Nullable Instant packedAt() {
        return packedAt;
    }
}
