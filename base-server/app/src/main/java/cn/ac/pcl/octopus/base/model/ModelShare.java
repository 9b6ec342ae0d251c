package cn.ac.pcl.octopus.base.model;

import cn.ac.pcl.octopus.base.asset.AssetShare;
import cn.ac.pcl.octopus.base.asset.ShareKey;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "model_shares")
class ModelShare extends AssetShare {
    protected ModelShare() {}

    ModelShare(ShareKey key, Instant now) {
        super(key, now);
    }
}
