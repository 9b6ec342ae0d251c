package cn.ac.pcl.octopus.base.dataset;

import cn.ac.pcl.octopus.base.asset.AssetShare;
import cn.ac.pcl.octopus.base.asset.ShareKey;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "dataset_shares")
class DatasetShare extends AssetShare {
    protected DatasetShare() {}

    DatasetShare(ShareKey key, Instant now) {
        super(key, now);
    }
}
