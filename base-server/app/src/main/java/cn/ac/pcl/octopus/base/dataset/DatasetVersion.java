package cn.ac.pcl.octopus.base.dataset;

import cn.ac.pcl.octopus.base.asset.AssetVersion;
import cn.ac.pcl.octopus.base.asset.VersionKey;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "dataset_versions")
class DatasetVersion extends AssetVersion {
    protected DatasetVersion() {}

    DatasetVersion(VersionKey key, @Nullable String description, Instant now) {
        super(key, description, now);
    }
}
