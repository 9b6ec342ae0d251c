package cn.ac.pcl.octopus.base.algorithm;

import cn.ac.pcl.octopus.base.asset.AssetShare;
import cn.ac.pcl.octopus.base.asset.ShareKey;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "algorithm_shares")
class AlgorithmShare extends AssetShare {
    protected AlgorithmShare() {}

    AlgorithmShare(ShareKey key, Instant now) {
        super(key, now);
    }
}
