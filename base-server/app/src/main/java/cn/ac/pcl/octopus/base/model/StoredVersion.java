package cn.ac.pcl.octopus.base.model;

import cn.ac.pcl.octopus.base.asset.AssetVersion;
import cn.ac.pcl.octopus.base.asset.VersionKey;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A version comes from one run of a job, or from an upload. */
@Entity
@Table(name = "model_versions")
class StoredVersion extends AssetVersion {
    @Column(name = "run_id")
    private @Nullable String runId;

    protected StoredVersion() {}

    StoredVersion(
            VersionKey key, @Nullable String runId, @Nullable String description, Instant now) {
        super(key, description, now);
        this.runId = runId;
    }

    /** The job's id, null for an upload. */
    @Nullable String runId() {
        return runId;
    }
}
